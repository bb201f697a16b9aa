#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/narrator.h"
#include "cli/terminal_rows.h"
#include "cli/terminal_text.h"
#include "cli/test_run.h"

namespace brunt::cli {
namespace {

Look terminal() {
  return {true, false, false, 100};
}

std::string rows_of(const Look& look, const std::vector<model::Event>& events) {
  Narrator narrator;
  std::string out;
  for (const auto& event : events)
    for (const auto& fact : narrator.on(event))
      for (const auto& row : terminal_rows(look, fact))
        out += row + "\n";
  return out;
}

std::string piped_of(const std::vector<model::Event>& events) {
  Narrator narrator;
  std::string out;
  for (const auto& event : events)
    for (const auto& fact : narrator.on(event))
      if (const auto line = piped_line(Look{}, fact); !line.empty()) out += line + "\n";
  return out;
}

TEST(TerminalRows, TellARunInColumns) {
  EXPECT_EQ(rows_of(terminal(), test_run()),
            R"(Are our users impacted by the loss of a function?
24 April 2018, UTC    journal journal.json    Ctrl-C stops, rolls back and still answers

before  Function is available
17:20:42.9  ✓ there-should-be-only-one-running-function-pod   1                             9 ms
17:20:43.2  ✓ function-must-respond                           200                         164 ms

method
17:20:43.3  ▸ simulate-user-traffic                           3/s for 60 s, time-out 3 s
17:20:43.3  · pause                                           5 s
17:20:48.3  /// FAULT terminate-one-function                  1 pod deleted                1.0 s
            astre-7d9c6b5f4-k2x8p in openfaas-fn, 1 of 1 that match; read back: gone
17:20:49.3  · pause                                           30 s
17:21:03.3  · answered again                                  after 14.0 s of failures
17:21:43.1  ✓ simulate-user-traffic                           180 sent, 42 failed         59.8 s

after  Function is available
17:21:43.2  ✗ there-should-be-only-one-running-function-pod   2, expected 1                 9 ms
rollbacks  none declared
)");
}

TEST(PipedLines, TellTheSameRunInSentences) {
  EXPECT_EQ(piped_of(test_run()),
            R"(2018-04-24T17:20:41Z run: Are our users impacted by the loss of a function?
2018-04-24T17:20:42.9Z before ok: there-should-be-only-one-running-function-pod: 1 (9 ms)
2018-04-24T17:20:43.2Z before ok: function-must-respond: 200 (164 ms)
2018-04-24T17:20:43.3Z action started: simulate-user-traffic: 3/s for 60 s, time-out 3 s
2018-04-24T17:20:43.3Z pause: 5 s
2018-04-24T17:20:48.3Z FAULT: terminate-one-function: 1 pod deleted, read back: gone (1.0 s)
2018-04-24T17:20:49.3Z pause: 30 s
2018-04-24T17:20:53.3Z load: sent 30, ok 17, failed 4, in flight 9, p99 318 ms
2018-04-24T17:20:54.3Z users: failing since 17:20:48.9
2018-04-24T17:21:03.3Z users: answered again after 14.0 s of failures
2018-04-24T17:21:03.3Z load: sent 60, ok 18, failed 42, in flight 0, p99 318 ms
2018-04-24T17:21:43.1Z action ok: simulate-user-traffic: 180 sent, 42 failed (59.8 s)
2018-04-24T17:21:43.2Z after missed: there-should-be-only-one-running-function-pod: 2, expected 1 (9 ms)
2018-04-24T17:21:43.4Z run: completed, deviated (62.0 s)
)");
}

TEST(MovingRows, ShowThePauseAndTheLoad) {
  Narrator narrator;
  for (const auto& event : test_run_until_failing())
    narrator.on(event);
  const auto rows = moving_rows(terminal(), narrator, at("2018-04-24T17:20:57.3Z"), false);
  EXPECT_EQ(join(rows, "\n"),
            "17:20:49.3  · pause                                           30 s, 22 s left\n"
            "            load  sent 41   ok 17   failed 15   in flight 9   p99 318 ms\n"
            "            ▁▁▁▁▁/×××××···                                    "
            "users are failing since 17:20:48.9");
}

TEST(MovingRows, LeaveTheSparklineOutWhenNarrow) {
  Narrator narrator;
  for (const auto& event : test_run_until_failing())
    narrator.on(event);
  Look look = terminal();
  look.width = 59;
  const auto rows = moving_rows(look, narrator, at("2018-04-24T17:20:57.3Z"), false);
  EXPECT_EQ(join(rows, "\n"),
            "17:20:49.3  · pause\n"
            "            30 s, 22 s left\n"
            "            load  sent 41   ok 17   failed 15   in flight 9   p99 318 ms");
}

TEST(MovingRows, ShowWhatIsLeftOfAPauseThatHasItsRow) {
  Narrator narrator;
  for (const auto& event : test_run_until_failing())
    narrator.on(event);
  const auto rows = moving_rows(terminal(), narrator, at("2018-04-24T17:20:57.3Z"), true);
  EXPECT_EQ(rows.front(),
            "            ·                                                 22 s left");
}

TEST(TerminalRows, PutTheResultBelowWhenNarrow) {
  Fact fact;
  fact.kind = FactKind::activity;
  fact.at = at("2018-04-24T17:20:42.9Z");
  fact.glyph = Glyph::met;
  fact.name = "function-must-exist";
  fact.result = "200";
  fact.took = std::chrono::milliseconds(8);
  Look look = terminal();
  look.width = 80;
  EXPECT_EQ(join(terminal_rows(look, fact), "\n"),
            "17:20:42.9  ✓ function-must-exist\n            200, 8 ms");
}

TEST(TerminalRows, NeverCutAName) {
  Fact fact;
  fact.kind = FactKind::activity;
  fact.at = at("2018-04-24T17:20:42.9Z");
  fact.name = std::string(120, 'n');
  fact.result = "200";
  const auto rows = terminal_rows(terminal(), fact);
  EXPECT_NE(join(rows, "\n").find(fact.name), std::string::npos);
  EXPECT_EQ(rows.back(), "            200");
}

TEST(TerminalRows, ReplaceControlCharactersOfTheExperiment) {
  Fact fact;
  fact.kind = FactKind::activity;
  fact.at = at("2018-04-24T17:20:42.9Z");
  fact.glyph = Glyph::met;
  fact.name = "a\x1b[31mb\nc\u202ed";
  EXPECT_EQ(join(terminal_rows(terminal(), fact), "\n"), "17:20:42.9  ✓ a␛[31mb c\\u202ed");
  Look ascii = terminal();
  ascii.ascii = true;
  EXPECT_EQ(join(terminal_rows(ascii, fact), "\n"), "17:20:42.9  ok a\\x1b[31mb c\\u202ed");
}

TEST(JsonLines, AreOneObjectEach) {
  Narrator narrator;
  for (const auto& event : test_run()) {
    for (const auto& fact : narrator.on(event)) {
      const auto line = parse_json(json_line(fact));
      ASSERT_TRUE(line) << json_line(fact);
      EXPECT_FALSE(string_or(*line, "timestamp").empty());
      EXPECT_FALSE(string_or(*line, "event").empty());
      EXPECT_EQ(json_line(fact).find('\n'), std::string::npos);
    }
  }
}

TEST(JsonLines, CarryTheFactsAsValues) {
  Fact fact;
  fact.kind = FactKind::activity;
  fact.at = at("2018-04-24T17:20:42.9Z");
  fact.subject = "before";
  fact.word = "ok";
  fact.name = "p";
  fact.result = "200";
  fact.took = std::chrono::milliseconds(8);
  fact.data = {{"status", "succeeded"}};
  Json line = parse_json(json_line(fact)).value();
  for (const auto* own : {"process", "asctime", "context_id", "lineno"})
    EXPECT_EQ(line.erase(own), 1U) << own;
  const Json expected = {{"levelname", "INFO"},
                         {"module", "run"},
                         {"message", "before ok: p: 200 (8 ms)"},
                         {"timestamp", "2018-04-24T17:20:42.900000+00:00"},
                         {"event", "activity-finished"},
                         {"name", "p"},
                         {"outcome", "ok"},
                         {"result", "200"},
                         {"duration", 0.008},
                         {"status", "succeeded"}};
  EXPECT_EQ(line, expected);
}

}  // namespace
}  // namespace brunt::cli

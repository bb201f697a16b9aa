#include "codec/brunt_block.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "codec/experiment.h"

namespace brunt::codec {
namespace {

using namespace std::chrono_literals;

std::string activity(const std::string& block, const std::string& more = "",
                     const std::string& type = "action") {
  return R"({"type": ")" + type + R"(", "name": "a")" + more + R"(, "brunt": )" + block +
         R"(, "provider": {"type": "process", "path": "x", "timeout": 1}})";
}

std::string document(const std::string& method, const std::string& rollbacks = "",
                     const std::string& more = "") {
  return R"({"title": "t", "description": "d", "method": [)" + method + R"(], "rollbacks": [)" +
         rollbacks + "]" + more + "}";
}

/// "rule at pointer: summary; hint" of the only finding; "" when nothing is told.
std::string told(const std::string& text) {
  const auto read = read_experiment(text, Format::json);
  const auto problems = read ? read->warnings : read.error();
  std::string out;
  for (const auto& problem : problems)
    out += problem.rule + " at " + problem.pointer + ": " + problem.hint + "\n";
  return out;
}

TEST(ExtensionBlock, SaysWhatAnActivityAsksFor) {
  const auto read = read_experiment(
      document(activity(R"({"retry": {"times": 3, "every": 0.5}, "output": "leader",
                            "repeat": {"for": 10}, "assert": true, "fail_experiment": true})",
                        R"(, "tolerance": 0, "timeout": 2.5, "dry": true)"),
               activity(R"({"until": {"deadline": 30}, "when_ran": "a", "idempotent": true,
                            "output": {"name": "undone", "path": "$.stdout"},
                            "repeat": {"times": 2, "every": 1}})"),
               R"(, "brunt": {"verify_after_rollbacks": true})"),
      Format::json);
  ASSERT_TRUE(read) << describe_all(read.error(), "");
  model::Extra method;
  method.asserts = true;
  method.fail_experiment = true;
  method.retry = model::Retry{3, 500ms};
  method.repeat = model::Repeat{.times = std::nullopt, .lasts = 10s, .every = 0s};
  method.output = model::NamedOutput{"leader", ""};
  EXPECT_EQ(read->experiment.method[0].extra, method);
  EXPECT_EQ(read->experiment.method[0].timeout, 2.5);
  EXPECT_TRUE(read->experiment.method[0].dry);
  model::Extra rollback;
  rollback.idempotent = true;
  rollback.when_ran = "a";
  rollback.until = model::Until{30s, 1s};
  rollback.repeat = model::Repeat{.times = 2, .lasts = std::nullopt, .every = 1s};
  rollback.output = model::NamedOutput{"undone", "$.stdout"};
  EXPECT_EQ(read->experiment.rollbacks[0].extra, rollback);
  EXPECT_TRUE(read->experiment.verify_after_rollbacks);
}

TEST(ExtensionBlock, ReadsClaimsBeforeTheRunThatTheyJudge) {
  const auto with = [](const std::string& claims) {
    return told(document(activity("{}"), "", R"(, "brunt": {"claims": )" + claims + "}"));
  };
  EXPECT_EQ(with(R"(["success >= 99.9% during fault", {"claim": "impact <= 10s", "name": "a"}])"),
            "");
  EXPECT_EQ(
      with(R"(["sucess >= 99.9%"])"),
      "block/claims at /brunt/claims/0: write for instance \"success >= 99.9% during fault\"\n");
  EXPECT_EQ(
      with(R"([{"name": "a"}])"),
      "block/claims at /brunt/claims/0: write for instance \"success >= 99.9% during fault\"\n");
  EXPECT_EQ(
      with("[]"),
      "block/claims at /brunt/claims: write for instance [\"success >= 99.9% during fault\"]\n");
}

TEST(ExtensionBlock, IsNothingWhereThereIsNone) {
  const auto read = read_experiment(document(R"({"type": "action", "name": "a", "timeout": true,
                   "provider": {"type": "process", "path": "x", "timeout": 1}})"),
                                    Format::json);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->experiment.method[0].extra, model::Extra{});
  EXPECT_EQ(read->experiment.method[0].timeout, std::nullopt);
  EXPECT_FALSE(read->experiment.verify_after_rollbacks);
}

TEST(ExtensionBlock, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(told(document(activity(R"({"retrys": {"times": 3}})"))),
            "block/unknown-key at /method/0/brunt/retrys: did you mean \"retry\"?\n");
  EXPECT_EQ(told(document(activity(R"({"retry": {"times": 3, "evry": 1}})"))),
            "block/unknown-key at /method/0/brunt/retry/evry: did you mean \"every\"?\n");
  EXPECT_EQ(told(document("", "", R"(, "brunt": {"verify": true})")),
            "block/unknown-key at /brunt/verify: use one of these\n");
}

TEST(ExtensionBlock, RefusesValuesThatCannotBeUsed) {
  const struct {
    const char* block;
    const char* rule;
  } rows[] = {
      {R"([])", "block/shape at /method/0/brunt:"},
      {R"({"retry": 3})", "block/shape at /method/0/brunt/retry:"},
      {R"({"retry": {}})", "block/times at /method/0/brunt/retry:"},
      {R"({"retry": {"times": 0}})", "block/times at /method/0/brunt/retry/times:"},
      {R"({"retry": {"times": 1.5}})", "block/times at /method/0/brunt/retry/times:"},
      {R"({"retry": {"times": 2, "every": -1}})", "block/seconds at /method/0/brunt/retry/every:"},
      {R"({"until": {"every": 1}})", "block/seconds at /method/0/brunt/until:"},
      {R"({"until": {"deadline": 0}})", "block/seconds at /method/0/brunt/until/deadline:"},
      {R"({"until": {"deadline": 9, "every": 0}})",
       "block/seconds at /method/0/brunt/until/every:"},
      {R"({"repeat": {}})", "block/repeat at /method/0/brunt/repeat:"},
      {R"({"repeat": {"times": 2, "for": 3}})", "block/repeat at /method/0/brunt/repeat:"},
      {R"({"output": "a b"})", "block/output at /method/0/brunt/output:"},
      {R"({"output": {"path": "$.a"}})", "block/output at /method/0/brunt/output:"},
      {R"({"fail_experiment": "yes"})", "block/flag at /method/0/brunt/fail_experiment:"},
      {R"({"assert": true})", "block/company at /method/0/brunt/assert:"},
      {R"({"retry": {"times": 2}, "until": {"deadline": 3}})",
       "block/company at /method/0/brunt/until:"},
      {R"({"when_ran": "a"})", "block/place at /method/0/brunt/when_ran:"},
      {R"({"idempotent": true})", "block/place at /method/0/brunt/idempotent:"},
  };
  for (const auto& row : rows) {
    const std::string all = told(document(activity(row.block)));
    EXPECT_TRUE(all.starts_with(row.rule)) << row.block << " gave\n" << all;
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << row.block << " gave\n" << all;
  }
}

TEST(ExtensionBlock, RefusesARollbackTiedToNothing) {
  EXPECT_EQ(told(document(activity("{}"), activity(R"({"when_ran": "b"})"))),
            "block/when-ran at /rollbacks/0/brunt/when_ran: did you mean \"a\"?\n");
  EXPECT_EQ(told(document(activity("{}"), activity(R"({"when_ran": "a"})"))), "");
}

TEST(ExtensionBlock, FailExperimentIsForActions) {
  EXPECT_TRUE(told(document(activity(R"({"fail_experiment": true})", "", "probe")))
                  .starts_with("block/company"));
  EXPECT_EQ(told(document(activity(R"({"fail_experiment": true})"))), "");
}

TEST(ExtensionBlock, ATolerancesOfAnAssertionIsCheckedLikeOneOfTheHypothesis) {
  const std::string bad = R"(, "tolerance": {"type": "rang"})";
  EXPECT_TRUE(told(document(activity(R"({"assert": true})", bad))).starts_with("tolerance/type"));
  EXPECT_TRUE(told(document(activity("{}", bad))).starts_with("tolerance/ignored"));
}

TEST(ExtensionBlock, TheNameOfAnOutputIsDeclared) {
  const std::string user =
      R"({"type": "action", "name": "b", "provider": {"type": "process", "path": "x",
          "timeout": 1, "arguments": ["${leder}"]}})";
  EXPECT_EQ(told(document(activity(R"({"output": "leader"})") + "," + user)),
            "placeholder/unknown at /method/1/provider/arguments/0: did you mean ${leader}?\n");
}

}  // namespace
}  // namespace brunt::codec

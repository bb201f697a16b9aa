#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/terminal_verdict.h"
#include "cli/test_run.h"

namespace brunt::cli {
namespace {

using impact::ReportModel;
using impact::Verdict;

/// The seed's run: three requests a second, seventeen answered, forty-two lost, then answered.
ReportModel refuted() {
  ReportModel model;
  model.outcome = Verdict::refuted;
  model.answer = "Yes, users were affected.";
  model.confidence = "high";
  model.sentences = {
      "42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %), all of them in one "
      "stretch "
      "of 14.0 s (±0.3 s) that began within a second of the kill.",
      "Service came back by itself; afterwards 121 of 121 requests succeeded."};
  model.blind_spots = {"0 of 2 hypothesis checks fell inside the impact window",
                       "log and metric were read before 39 server errors were written",
                       "17 requests before the fault: too few to prove 99.9 %"};
  model.timeout_seconds = 3;
  for (std::size_t i = 0; i < 180; ++i) {
    impact::RequestMark mark;
    mark.seq = i;
    mark.sent = at("2018-04-24T17:20:43.3Z") + std::chrono::nanoseconds(i * 333'333'333);
    mark.failed = i >= 17 && i < 59;
    mark.latency_seconds = mark.failed ? 3.15 : i == 61 || i == 164 ? 0.33 : 0.165;
    mark.code = mark.failed ? 0 : 200;
    model.requests.push_back(mark);
  }
  impact::Fault fault;
  fault.start = at("2018-04-24T17:20:48.3Z");
  model.faults.push_back(fault);
  return model;
}

Closing closing() {
  return {"report.html",
          {"journal.json", "requests.csv"},
          "completed, not deviated: exit 0 (with --gate: 1, refuted)"};
}

TEST(VerdictBlock, IsWrappedAndIndentedOnATerminal) {
  const Look look{true, false, false, 100};
  EXPECT_EQ(
      join(verdict_block(look, refuted(), closing()), "\n"),
      R"(■ REFUTED  Yes, users were affected.                                              confidence high

  42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %), all of them in one stretch of
  14.0 s (±0.3 s) that began within a second of the kill. Service came back by itself; afterwards
  121 of 121 requests succeeded.

  17:20:43 ▁▁▁▁▁/××××××××××××××▃▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▁▁▁▁▁ 17:21:42

  not looked at  0 of 2 hypothesis checks fell inside the impact window
                 log and metric were read before 39 server errors were written
                 17 requests before the fault: too few to prove 99.9 %

  page     report.html
  journal  journal.json, requests.csv
  status   completed, not deviated: exit 0 (with --gate: 1, refuted))");
}

TEST(VerdictBlock, IsOneSentenceALineWhenPiped) {
  EXPECT_EQ(
      join(verdict_block(Look{}, refuted(), closing()), "\n"),
      "REFUTED: Yes, users were affected. (confidence high)\n"
      "42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %), all of them in one "
      "stretch "
      "of 14.0 s (±0.3 s) that began within a second of the kill. Service came back by itself; "
      "afterwards 121 of 121 requests succeeded.\n"
      "not looked at: 0 of 2 hypothesis checks fell inside the impact window\n"
      "not looked at: log and metric were read before 39 server errors were written\n"
      "not looked at: 17 requests before the fault: too few to prove 99.9 %\n"
      "page: report.html\n"
      "journal: journal.json, requests.csv\n"
      "status: completed, not deviated: exit 0 (with --gate: 1, refuted)");
}

TEST(VerdictBlock, IsSpeltInAscii) {
  const Look look{true, false, true, 100};
  const auto lines = verdict_block(look, refuted(), closing());
  EXPECT_TRUE(lines[0].starts_with("[x] REFUTED  Yes, users were affected.")) << lines[0];
  for (const auto& line : lines)
    for (const char c : line)
      EXPECT_LT(static_cast<unsigned char>(c), 0x80) << line;
}

TEST(VerdictBlock, NamesTheEmulatedCluster) {
  auto model = refuted();
  model.emulated = "emulated cluster, profile seed";
  const auto piped = join(verdict_block(Look{}, model, closing()), "\n");
  EXPECT_NE(piped.find("on: emulated cluster, profile seed\n"), std::string::npos);
  const Look look{true, false, false, 100};
  EXPECT_NE(join(verdict_block(look, model, closing()), "\n").find("emulated cluster"),
            std::string::npos);
}

TEST(VerdictBlock, PutsFailedRollbacksAboveTheAnswer) {
  auto model = refuted();
  impact::ActivityBar rollback;
  rollback.phase = "rollbacks";
  rollback.name = "uncordon-node";
  rollback.status = "failed";
  model.activities.push_back(rollback);
  EXPECT_EQ(verdict_block(Look{}, model, closing())[0],
            "error: 1 of 1 rollbacks failed; the system may still be broken: uncordon-node");
}

TEST(VerdictBlock, StandsWithoutRequests) {
  ReportModel model;
  model.answer = "Cannot tell: the load's result is missing.";
  model.confidence = "low";
  const Look look{true, false, false, 100};
  const auto lines = verdict_block(look, model, {});
  EXPECT_TRUE(lines[0].starts_with("○ NOT MEASURED  Cannot tell")) << lines[0];
}

TEST(VerdictBlock, ColoursWordAndShapeOnly) {
  const Look look{true, true, false, 100};
  const auto first = verdict_block(look, refuted(), closing())[0];
  EXPECT_TRUE(first.starts_with("\x1b[1;31m■\x1b[0m \x1b[1;31mREFUTED\x1b[0m  ")) << first;
}

TEST(VerdictExit, IsThatOfTheReportCommand) {
  EXPECT_EQ(verdict_exit(Verdict::held), 0);
  EXPECT_EQ(verdict_exit(Verdict::refuted), 1);
  EXPECT_EQ(verdict_exit(Verdict::inconclusive), 2);
  EXPECT_EQ(verdict_exit(Verdict::not_measured), 2);
}

}  // namespace
}  // namespace brunt::cli

#include "impact/history.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "impact/test_run.h"
#include "sys/file.h"

namespace brunt::impact {
namespace {

/// The three runs of that day, as they were published.
std::vector<PastRun> earlier_runs() {
  const auto text = sys::read_file(std::filesystem::path(BRUNT_SEED) / "earlier-runs.json").value();
  const Json document = parse_json(text).value();
  std::vector<PastRun> runs;
  for (const Json& told : document.at("runs")) {
    PastRun run;
    run.row.title = document.at("experiment").get<std::string>();
    run.row.start = parse_time(told.at("start").get<std::string>()).value();
    run.row.failed = told.at("failed").get<std::size_t>();
    run.row.total = told.at("requests").get<std::size_t>();
    const double impact = told.at("impact_s").get<double>();
    run.row.impact_seconds = impact;
    const double spacing = told.at("load_s").get<double>() / static_cast<double>(run.row.total);
    run.row.impact_bounds =
        impact > 0 ? Interval{impact - spacing, impact + spacing} : Interval{0, 4 * spacing};
    run.target = told.at("prometheus_instance").get<std::string>();
    run.load = fmt::format("{:.2g} a second", 1 / spacing);
    run.identity_failed = !told.at("comparable").get<bool>();
    if (run.identity_failed) run.identity_evidence = told.at("why").get<std::string>();
    runs.push_back(std::move(run));
  }
  return runs;
}

TEST(History, OfTheSeedsDayComparesTwoOfItsThreeRuns) {
  auto others = earlier_runs();
  const PastRun seed = others.back();
  others.pop_back();
  const auto rows = history_of(seed, others);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows[0].comparable);
  EXPECT_TRUE(rows[0].why_not.starts_with("log and metric probes saw a different system"));
  EXPECT_NE(rows[0].why_not.find("another target: 10.99.239.245:8080"), std::string::npos);
  EXPECT_EQ(rows[0].changed, "");
  EXPECT_TRUE(rows[1].comparable) << rows[1].why_not;
  EXPECT_EQ(fmt::format("{:.1f} [{:.2f}, {:.2f}]", *rows[1].impact_seconds,
                        rows[1].impact_bounds.low, rows[1].impact_bounds.high),
            "9.0 [8.67, 9.33]");
  EXPECT_TRUE(rows[2].current);
  EXPECT_EQ(rows[2].changed, "worse by 5.0 s");
  EXPECT_EQ(comparable_runs(rows), 2U);
}

TEST(History, CallsNoChangeWhereBoundsOverlap) {
  auto runs = earlier_runs();
  PastRun now = runs[1];
  now.row.start += std::chrono::hours(1);
  now.row.impact_seconds = 9.5;
  now.row.impact_bounds = {9.17, 9.83};
  EXPECT_EQ(history_of(now, {runs[1]}).back().changed, "no change");
  now.row.impact_seconds = 4;
  now.row.impact_bounds = {3.67, 4.33};
  EXPECT_EQ(history_of(now, {runs[1]}).back().changed, "better by 5.0 s");
}

TEST(History, LeavesOtherExperimentsOutAndNamesDifferences) {
  auto runs = earlier_runs();
  const PastRun now = runs[2];
  PastRun stranger = runs[1];
  stranger.row.title = "another";
  PastRun faster = runs[1];
  faster.load = "50 a second";
  PastRun claimed = runs[1];
  claimed.claims = {"p95 <= 1s"};
  const auto rows = history_of(now, {stranger, faster, claimed});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].why_not, "another load: 50 a second");
  EXPECT_EQ(rows[1].why_not, "other claims");
}

TEST(History, IsMadeOfJudgedRuns) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  const PastRun first = past_run(analysed(run));
  EXPECT_EQ(first.load, "3 a second, time-out 3 s");
  EXPECT_EQ(first.row.outcome, "refuted");
  EXPECT_NEAR(first.row.impact_seconds.value(), 20.0 / 3, 1e-6);
  run.n = 300;  // a longer load of the same shape
  PastRun second = past_run(analysed(run));
  second.row.start += std::chrono::hours(1);
  second.experiment_sha256 = "of a changed file";
  const auto rows = history_of(second, {first});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].why_not, "");
  EXPECT_EQ(rows[1].changed, "no change");
}

TEST(History, OfThreeComparableRunsIsTheRepetitionThatAHeldOutcomeNeeds) {
  TestRun run;
  run.n = 12000;
  run.rate = 200;
  run.fault_s = 20;
  auto model = analysed(run);
  const auto repetition = [&] {
    return std::find_if(model.checks.begin(), model.checks.end(),
                        [](const Check& c) { return c.name == "Repetition"; });
  };
  ASSERT_NE(repetition(), model.checks.end());
  EXPECT_EQ(repetition()->passed, false);
  PastRun other = past_run(model);
  other.row.start -= std::chrono::hours(1);
  set_history(model, {other});
  EXPECT_EQ(repetition()->passed, false);
  EXPECT_EQ(repetition()->evidence, "2 of 2 runs comparable, 3 needed");
  set_history(model, {other, other});
  EXPECT_EQ(repetition()->passed, true);
  EXPECT_EQ(repetition()->evidence, "3 of 3 runs comparable, 3 needed");
  EXPECT_EQ(model.history.size(), 3U);
}

}  // namespace
}  // namespace brunt::impact

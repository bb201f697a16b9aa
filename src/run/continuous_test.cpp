// Checks while the method runs, and what they do to a run: experiment format, sections 5.5
// and 5.10.

#include "run/continuous.h"

#include <gtest/gtest.h>

#include "run/plan_harness.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::EventKind;
using model::Phase;

const Json unjudged = {{"status", "failed"}, {"output", 1}, {"unjudged", true}};

Schedule during_only(std::chrono::nanoseconds every = 100ms) {
  Schedule out;
  out.probes = {{.name = "probe"}};
  out.method = {{.name = "act"}};
  out.rollbacks = {{.name = "undo"}};
  out.check_before = out.check_after = false;
  out.check_during = Grid{.every = every};
  return out;
}

Schedule continuously() {
  Schedule out = during_only();
  out.check_before = out.check_after = true;
  return out;
}

/// When each check began, in milliseconds since the start.
std::vector<std::int64_t> begun(const PlanHarness& run) {
  std::vector<std::int64_t> out;
  for (const auto& event : run.all(EventKind::phase_started, Phase::during))
    out.push_back(event.since_start / 1ms);
  return out;
}

TEST(Continuous, TwentySecondsAtATenthGiveTwoHundredChecks) {
  for (const auto probe_lasts : {1ms, 50ms, 99ms}) {
    PlanHarness run(during_only());
    run.on(Phase::method, 0).lasts = 20s - 1ns;
    run.on(Phase::during, 0).lasts = probe_lasts;
    run.run();
    const auto checks = run.all(EventKind::phase_started, Phase::during);
    ASSERT_EQ(checks.size(), 200U) << probe_lasts / 1ms << " ms";
    for (std::size_t k = 0; k < checks.size(); ++k) {
      EXPECT_EQ(checks[k].round, k);
      EXPECT_EQ(checks[k].since_start, 100ms * static_cast<std::int64_t>(k));
      EXPECT_EQ(checks[k].data["lateness"], 0.0);
    }
  }
}

TEST(Continuous, AProbeSlowerThanTheFrequencyOverlapsTheNextCheck) {
  PlanHarness run(during_only());
  run.on(Phase::method, 0).lasts = 1s - 1ns;
  run.on(Phase::during, 0).lasts = 250ms;
  run.run();
  EXPECT_EQ(begun(run),
            (std::vector<std::int64_t>{0, 100, 200, 300, 400, 500, 600, 700, 800, 900}));
  EXPECT_EQ(run.all(EventKind::phase_finished, Phase::during).size(), 10U);
  EXPECT_TRUE(run.all(EventKind::phase_started, Phase::during)[1].data.contains("overlaps"));
}

TEST(Continuous, ChecksBeyondThoseThatMayRunAtOnceAreSkippedByName) {
  Schedule schedule = during_only();
  schedule.check_during->most_at_once = 2;
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1s - 1ns;
  run.on(Phase::during, 0).lasts = 450ms;
  run.run();
  EXPECT_EQ(begun(run), (std::vector<std::int64_t>{0, 100, 500, 600}));
  std::size_t skipped = 0;
  for (const auto& event : run.all(EventKind::check_skipped, Phase::during)) {
    skipped += event.data["count"].get<std::size_t>();
    EXPECT_EQ(event.data["reason"], "2 checks still ran");
  }
  EXPECT_EQ(skipped, 6U);
}

TEST(Continuous, ALateCheckSaysHowLateAndDoesNotMoveTheNext) {
  PlanHarness run(during_only());
  run.on(Phase::method, 0).lasts = 500ms - 1ns;
  run.be_late(30ms);
  run.run();
  EXPECT_EQ(begun(run), (std::vector<std::int64_t>{0, 130, 230, 330, 430}));
  const auto checks = run.all(EventKind::phase_started, Phase::during);
  EXPECT_DOUBLE_EQ(checks[4].data["due"], 0.4);
  EXPECT_DOUBLE_EQ(checks[4].data["lateness"], 0.03);
}

TEST(Continuous, ChecksMissedByAWholePeriodAreMadeUpFor) {
  PlanHarness run(during_only());
  run.on(Phase::method, 0).lasts = 500ms - 1ns;
  run.be_late(250ms);
  run.run();
  EXPECT_EQ(begun(run), (std::vector<std::int64_t>{0, 350, 350, 350, 499}));
}

TEST(Continuous, ACheckStopsAtItsFirstMiss) {
  Schedule schedule = during_only(1s);
  schedule.probes = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
  PlanHarness run(schedule);
  run.on(Phase::during, 1).data = missed;
  run.run();
  EXPECT_EQ(run.started(), "during/0 method/0 during/1 rollbacks/0");
  EXPECT_EQ(run.outcome(Phase::during), Json({{"met", false}}));
}

TEST(Continuous, HonoursThePausesOfProbes) {
  Schedule schedule = during_only(1h);
  schedule.probes = {{.name = "a", .pause_before = 20ms, .pause_after = 30ms}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::during, 0), 20ms);
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::during, 1), 60ms);
}

TEST(Continuous, AnEmptyMethodStillHasOneCheck) {
  Schedule schedule = during_only();
  schedule.method.clear();
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.started(), "during/0 rollbacks/0");
}

TEST(Continuous, GoesOnWhileOnlyTheBackgroundRuns) {
  Schedule schedule = during_only();
  schedule.method = {{.name = "load", .background = true}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1s - 1ns;
  run.run();
  EXPECT_EQ(begun(run).size(), 10U);
}

TEST(Continuous, TheClosingCheckJoinsTheOneThatRuns) {
  PlanHarness run(continuously());
  run.on(Phase::method, 0).lasts = 20ms;
  run.on(Phase::during, 0).lasts = 5s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::after, 0),
            run.time_of(EventKind::activity_finished, Phase::during, 0));
}

TEST(Continuous, AnInterruptionEndsItAtOnce) {
  PlanHarness run(during_only(1h));
  run.on(Phase::method, 0).lasts = 2h;
  run.on(Phase::during, 0).lasts = 10ms;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_LT(run.now(), 2s);
}

TEST(Continuous, ACheckThatAnInterruptionCutsHasNoOutcome) {
  PlanHarness run(during_only());
  run.on(Phase::method, 0).lasts = 1h;
  run.on(Phase::during, 0).lasts = 1h;
  run.interrupt_at(50ms);
  run.run();
  EXPECT_EQ(run.outcome(Phase::during), Json::object());
  EXPECT_EQ(run.end(), "interrupted");
}

TEST(Continuous, IsNotBegunWhenTheGateIsMissed) {
  PlanHarness run(continuously());
  run.on(Phase::before, 0).data = missed;
  run.run();
  EXPECT_EQ(run.started(), "before/0 rollbacks/0");
}

TEST(Continuous, FailFastLetsTheRunningActivityEndAndStartsNoOther) {
  Schedule schedule = during_only();
  schedule.fail_fast = true;
  schedule.method = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1s;
  run.on(Phase::during, 0, 2).data = missed;
  run.run();
  EXPECT_EQ(run.started(), "during/0 method/0 during/0 during/0");
  EXPECT_EQ(run.time_of(EventKind::activity_finished, Phase::method, 0), 1s);
  EXPECT_EQ(run.end(), "failed");
}

/// A row of the decision table, section 5.10, that has to do with continuous checks.
struct Row {
  const char* situation;
  Json check, closing_check;
  bool fail_fast;
  bool closes;
  const char* end;
  const char* strict_end;
  bool default_rollbacks;
};

TEST(Continuous, FollowsTheDecisionTable) {
  const Json met = PlanHarness::Behaviour{}.data;
  const Row rows[] = {
      {"missed, no closing check", missed, met, false, false, "completed", "completed deviated",
       true},
      {"missed, closing check met", missed, met, false, true, "completed", "completed deviated",
       true},
      {"a probe failed", failed, met, false, false, "completed", "completed deviated", true},
      {"fail-fast, no closing check", missed, met, true, false, "failed", "failed deviated", false},
      {"fail-fast, a probe failed", failed, met, true, false, "failed", "failed deviated", false},
      {"fail-fast, closing check met", missed, met, true, true, "failed", "failed deviated", false},
      {"fail-fast, closing check missed", missed, missed, true, true, "completed deviated",
       "completed deviated", true},
      {"fail-fast, closing probe failed", missed, failed, true, true, "failed deviated",
       "failed deviated", false},
      {"a probe could not be run", unable, met, false, true, "aborted", "aborted deviated", true},
      {"a tolerance could not be checked", unjudged, met, true, true, "aborted", "aborted deviated",
       true},
      {"all met", met, met, true, true, "completed", "completed", true},
  };
  for (const Row& row : rows) {
    for (const bool strict : {false, true}) {
      Schedule schedule = row.closes ? continuously() : during_only();
      schedule.fail_fast = row.fail_fast;
      schedule.strict = strict;
      PlanHarness run(schedule);
      run.on(Phase::method, 0).lasts = 1s;
      run.on(Phase::during, 0, 3).data = row.check;
      run.on(Phase::after, 0).data = row.closing_check;
      run.run();
      EXPECT_EQ(run.end(), strict ? row.strict_end : row.end) << row.situation;
      EXPECT_EQ(run.has_started(Phase::rollbacks), row.default_rollbacks) << row.situation;
      const bool aborted = run.end().starts_with("aborted");
      EXPECT_EQ(run.has_started(Phase::after), row.closes && !aborted) << row.situation;
    }
  }
}

}  // namespace
}  // namespace brunt::run

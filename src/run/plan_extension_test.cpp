// What an extension block asks for, and other parts of a run that the reference does not have.

#include <gtest/gtest.h>

#include "run/plan_harness.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::EventKind;
using model::Phase;

Schedule method_of(Step step) {
  Schedule out;
  out.probes = {{.name = "probe"}};
  out.method = {std::move(step)};
  out.rollbacks = {{.name = "undo"}};
  out.check_before = false;
  return out;
}

std::size_t runs(const PlanHarness& run, Phase phase) {
  return run.all(EventKind::activity_started, phase).size();
}

TEST(Retry, TriesAgainAfterAWhileUntilItSucceeds) {
  PlanHarness run(method_of({.name = "a", .retry = model::Retry{5, 1s}}));
  run.on(Phase::method, 0, 0).data = failed;
  run.on(Phase::method, 0, 1).data = missed;
  run.run();
  const auto starts = run.all(EventKind::activity_started, Phase::method);
  ASSERT_EQ(starts.size(), 3U);
  EXPECT_EQ(starts[1].since_start, 1s + 10ms);
  EXPECT_FALSE(starts[0].data.contains("attempt"));
  EXPECT_EQ(starts[2].data["attempt"], 3);
}

TEST(Retry, OnlyItsLastTryCounts) {
  Step step{.name = "a", .retry = model::Retry{2, 0s}};
  for (const bool recovers : {true, false}) {
    PlanHarness run(method_of(step));
    run.on(Phase::method, 0, 0).data = unable;
    run.on(Phase::method, 0, 1).data = recovers ? PlanHarness::Behaviour{}.data : unable;
    run.run();
    EXPECT_EQ(run.end(), recovers ? "completed" : "aborted");
    EXPECT_EQ(runs(run, Phase::method), 2U);
  }
}

TEST(Retry, WorksInTheGate) {
  Schedule schedule = method_of({.name = "a"});
  schedule.check_before = true;
  schedule.probes[0].retry = model::Retry{3, 1s};
  PlanHarness run(schedule);
  run.on(Phase::before, 0, 0).data = missed;
  run.on(Phase::before, 0, 1).data = failed;
  run.run();
  EXPECT_EQ(run.outcome(Phase::before), Json({{"met", true}}));
  EXPECT_EQ(runs(run, Phase::before), 3U);
}

TEST(Retry, EndsWithAnInterruption) {
  PlanHarness run(method_of({.name = "a", .retry = model::Retry{100, 1s}}));
  run.on(Phase::method, 0).data = failed;
  run.interrupt_at(5s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_EQ(runs(run, Phase::method), 5U);
  EXPECT_TRUE(run.has_started(Phase::rollbacks));
}

TEST(Until, TriesUntilTheDeadlineAndNotBeyond) {
  PlanHarness run(method_of({.name = "a", .until = model::Until{10s, 1s}}));
  run.on(Phase::method, 0).data = missed;
  run.on(Phase::method, 0).lasts = 500ms;
  run.run();
  EXPECT_EQ(runs(run, Phase::method), 7U);  // at 0, 1.5, ... 9 s
  EXPECT_LE(run.time_of(EventKind::activity_started, Phase::after, 0), 10s);
}

TEST(Until, CutsARunAtTheDeadline) {
  PlanHarness run(method_of({.name = "a", .until = model::Until{10s, 1s}}));
  run.on(Phase::method, 0).lasts = 1h;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_finished, Phase::method, 0), 10s);
}

TEST(Until, EndsAtTheFirstRunThatMeetsTheTolerance) {
  PlanHarness run(method_of({.name = "a", .until = model::Until{10s, 1s}}));
  run.on(Phase::method, 0, 0).data = missed;
  run.run();
  EXPECT_EQ(runs(run, Phase::method), 2U);
}

TEST(Timeout, LimitsEachRun) {
  PlanHarness run(method_of({.name = "a", .timeout = 2s}));
  run.on(Phase::method, 0).lasts = 1h;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_finished, Phase::method, 0), 2s);
}

TEST(Repeat, RunsSoManyTimesWithANumberEach) {
  const model::Repeat thrice{.times = 3, .lasts = std::nullopt, .every = 1s};
  PlanHarness run(method_of({.name = "a", .repeat = thrice}));
  run.on(Phase::method, 0, 1).data = failed;
  run.run();
  const auto starts = run.all(EventKind::activity_started, Phase::method);
  ASSERT_EQ(starts.size(), 3U);
  EXPECT_EQ(starts[2].round, 2U);
  EXPECT_EQ(starts[2].since_start, 2 * (1s + 10ms));
  EXPECT_EQ(run.end(), "completed");
}

TEST(Repeat, BeginsNoRunAfterItsTime) {
  const model::Repeat for_5_s{.times = std::nullopt, .lasts = 5s, .every = 1s};
  PlanHarness run(method_of({.name = "a", .repeat = for_5_s}));
  run.on(Phase::method, 0).lasts = 1s;
  run.run();
  EXPECT_EQ(runs(run, Phase::method), 3U);  // at 0, 2 and 4 s
}

TEST(Repeat, PausesBeforeTheFirstAndAfterTheLastRunOnly) {
  const model::Repeat twice{.times = 2, .lasts = std::nullopt, .every = 0s};
  PlanHarness run(method_of({.name = "a", .pause_before = 1s, .pause_after = 2s, .repeat = twice}));
  run.run();
  EXPECT_EQ(run.all(EventKind::pause_started, Phase::method).size(), 2U);
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::after, 0), 1s + 20ms + 2s);
}

TEST(Repeat, TriesEachRunAgain) {
  const model::Repeat twice{.times = 2, .lasts = std::nullopt, .every = 0s};
  PlanHarness run(method_of({.name = "a", .retry = model::Retry{2, 0s}, .repeat = twice}));
  run.on(Phase::method, 0).data = failed;
  run.run();
  EXPECT_EQ(runs(run, Phase::method), 4U);
}

TEST(Repeat, OfABackgroundActivityLetsTheOthersRun) {
  const model::Repeat thrice{.times = 3, .lasts = std::nullopt, .every = 1s};
  Schedule schedule = method_of({.name = "a", .background = true, .repeat = thrice});
  schedule.method.push_back({.name = "b"});
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.started(), "method/0 method/1 method/0 method/0 after/0 rollbacks/0");
}

TEST(Assertion, ThatMissesIsADeviationAndTheMethodGoesOn) {
  for (const Json& data : {missed, failed}) {
    Schedule schedule = method_of({.name = "a", .asserts = true});
    schedule.method.push_back({.name = "b"});
    PlanHarness run(schedule);
    run.on(Phase::method, 0).data = data;
    run.run();
    EXPECT_EQ(run.end(), "completed deviated");
    EXPECT_EQ(run.started(), "method/0 method/1 after/0 rollbacks/0");
  }
}

TEST(Assertion, IsOneOnlyWhenItIsAskedFor) {
  PlanHarness run(method_of({.name = "a"}));
  run.on(Phase::method, 0).data = missed;
  run.run();
  EXPECT_EQ(run.end(), "completed");
}

TEST(Assertion, DecidesAboutRollbacksForDeviations) {
  Schedule schedule = method_of({.name = "a", .asserts = true});
  schedule.rollback_strategy = RollbackStrategy::deviated;
  PlanHarness run(schedule);
  run.on(Phase::method, 0).data = missed;
  run.run();
  EXPECT_TRUE(run.has_started(Phase::rollbacks));
}

TEST(FailExperiment, EndsTheMethodFailsTheRunAndPlaysTheRollbacks) {
  Schedule schedule = method_of({.name = "a", .fails_experiment = true});
  schedule.method.push_back({.name = "b"});
  for (const bool closing_missed : {false, true}) {
    PlanHarness run(schedule);
    run.on(Phase::method, 0).data = failed;
    if (closing_missed) run.on(Phase::after, 0).data = missed;
    run.run();
    EXPECT_EQ(run.end(), closing_missed ? "failed deviated" : "failed");
    EXPECT_EQ(run.started(), "method/0 after/0 rollbacks/0");
  }
}

TEST(WhenRan, PlaysARollbackOnlyIfItsActionWasStarted) {
  Schedule schedule = method_of({.name = "a"});
  schedule.method.push_back({.name = "b"});
  schedule.rollbacks = {{.name = "undo-a", .when_ran = "a"}, {.name = "undo-b", .when_ran = "b"}};
  PlanHarness whole(schedule);
  whole.run();
  EXPECT_EQ(whole.started(), "method/0 method/1 after/0 rollbacks/0 rollbacks/1");
  PlanHarness cut(schedule);
  cut.on(Phase::method, 0).data = unable;
  cut.run();
  EXPECT_EQ(cut.started(), "method/0 rollbacks/0");
  const auto left_out = cut.all(EventKind::activity_skipped, Phase::rollbacks);
  ASSERT_EQ(left_out.size(), 1U);
  EXPECT_EQ(left_out[0].index, 1U);
  EXPECT_EQ(left_out[0].data["reason"], "\"b\" was not started");
}

TEST(VerifyAfterRollbacks, ChecksOnceMoreAndAMissIsADeviation) {
  const struct {
    Json check;
    const char* end;
  } rows[] = {{PlanHarness::Behaviour{}.data, "completed"},
              {missed, "completed deviated"},
              {failed, "failed deviated"}};
  for (const auto& row : rows) {
    Schedule schedule = method_of({.name = "a"});
    schedule.verify_after_rollbacks = true;
    PlanHarness run(schedule);
    run.on(Phase::after_rollbacks, 0).data = row.check;
    run.run();
    EXPECT_EQ(run.started(), "method/0 after/0 rollbacks/0 after_rollbacks/0");
    EXPECT_EQ(run.end(), row.end);
  }
}

TEST(VerifyAfterRollbacks, ComesAfterAnInterruptionTooAndKeepsItsStatus) {
  Schedule schedule = method_of({.name = "a"});
  schedule.verify_after_rollbacks = true;
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1h;
  run.on(Phase::after_rollbacks, 0).data = missed;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.started(), "method/0 rollbacks/0 after_rollbacks/0");
  EXPECT_EQ(run.end(), "interrupted deviated");
}

TEST(VerifyAfterRollbacks, HasNoOutcomeWhenItIsInterrupted) {
  Schedule schedule = method_of({.name = "a"});
  schedule.verify_after_rollbacks = true;
  PlanHarness run(schedule);
  run.on(Phase::after_rollbacks, 0).lasts = 1h;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.outcome(Phase::after_rollbacks), Json::object());
  EXPECT_EQ(run.end(), "interrupted");
}

TEST(VerifyAfterRollbacks, IsLeftOutWhenNoRollbacksArePlayed) {
  Schedule schedule = method_of({.name = "a"});
  schedule.verify_after_rollbacks = true;
  schedule.rollback_strategy = RollbackStrategy::never;
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.started(), "method/0 after/0");
}

TEST(OnlyRollbacks, PlaysAllOfThemAndNothingElse) {
  Schedule schedule = method_of({.name = "a"});
  schedule.play_method = false;
  schedule.rollback_strategy = RollbackStrategy::always;
  schedule.rollbacks.push_back({.name = "tied", .when_ran = "a"});
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.started(), "rollbacks/0 rollbacks/1");
  EXPECT_EQ(run.end(), "completed");
}

TEST(ReferenceInterruption, PlaysNoRollbacksByDefault) {
  for (const auto strategy : {RollbackStrategy::when_not_failed, RollbackStrategy::always}) {
    Schedule schedule = method_of({.name = "a"});
    schedule.rollbacks_after_interruption = false;
    schedule.rollback_strategy = strategy;
    PlanHarness run(schedule);
    run.on(Phase::method, 0).lasts = 1h;
    run.interrupt_at(1s);
    run.run();
    EXPECT_EQ(run.has_started(Phase::rollbacks), strategy == RollbackStrategy::always);
  }
}

TEST(GivingUp, DoesNotWaitForTheBackground) {
  Schedule schedule = method_of({.name = "load", .background = true});
  schedule.method.push_back({.name = "b"});
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1h;
  run.on(Phase::method, 0).after_stop = 30min;
  run.on(Phase::method, 1).lasts = 1h;
  run.interrupt_at(1s, true);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_LT(run.now(), 2s);
  EXPECT_EQ(run.time_of(EventKind::activity_finished, Phase::method, 0), std::nullopt);
  EXPECT_TRUE(run.time_of(EventKind::activity_finished, Phase::method, 1).has_value());
}

}  // namespace
}  // namespace brunt::run

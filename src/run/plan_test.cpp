#include "run/plan.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "run/plan_harness.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::EventKind;
using model::Phase;

Schedule one_of_each() {
  Schedule out;
  out.hypothesis_title = "all is well";
  out.probes = {{.name = "probe"}};
  out.method = {{.name = "act"}};
  out.rollbacks = {{.name = "undo"}};
  return out;
}

// The decision table of the experiment format, section 5.10, row by row.

struct Row {
  const char* situation;
  std::vector<std::tuple<Phase, std::size_t, Json>> outcomes;
  const char* end;
  bool default_rollbacks;
};

class DecisionTable : public testing::TestWithParam<Row> {};

TEST_P(DecisionTable, GivesStatusDeviationAndRollbacks) {
  const Row& row = GetParam();
  for (const auto strategy : {RollbackStrategy::when_not_failed, RollbackStrategy::always,
                              RollbackStrategy::never, RollbackStrategy::deviated}) {
    Schedule schedule = one_of_each();
    schedule.rollback_strategy = strategy;
    PlanHarness run(schedule);
    for (const auto& [phase, index, data] : row.outcomes)
      run.on(phase, index).data = data;
    run.run();
    EXPECT_EQ(run.end(), row.end) << row.situation;
    bool owed = row.default_rollbacks;
    if (strategy == RollbackStrategy::always) owed = true;
    if (strategy == RollbackStrategy::never) owed = false;
    if (strategy == RollbackStrategy::deviated) owed = run.plan().deviated();
    EXPECT_EQ(run.has_started(Phase::rollbacks), owed)
        << row.situation << ", strategy " << static_cast<int>(strategy);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Plan, DecisionTable,
    testing::Values(
        Row{"everything fine", {}, "completed", true},
        Row{"an activity of the method failed", {{Phase::method, 0, failed}}, "completed", true},
        Row{"gate missed", {{Phase::before, 0, missed}}, "completed", true},
        Row{"a gate probe failed to execute", {{Phase::before, 0, failed}}, "failed", false},
        Row{"a gate probe could not be run", {{Phase::before, 0, unable}}, "failed", false},
        Row{"closing check missed", {{Phase::after, 0, missed}}, "completed deviated", true},
        Row{"a closing probe failed to execute",
            {{Phase::after, 0, failed}},
            "failed deviated",
            false},
        Row{"a closing probe could not be run",
            {{Phase::after, 0, unable}},
            "failed deviated",
            false},
        Row{"a foreground activity could not be run",
            {{Phase::method, 0, unable}},
            "aborted",
            true},
        Row{"a rollback failed", {{Phase::rollbacks, 0, failed}}, "completed", true},
        Row{"a rollback could not be run", {{Phase::rollbacks, 0, unable}}, "completed", true}));

TEST(Plan, RunsBeforeMethodAfterAndRollbacksInOrder) {
  PlanHarness run(one_of_each());
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 after/0 rollbacks/0");
  EXPECT_EQ(run.outcome(Phase::before), Json({{"met", true}}));
  EXPECT_EQ(run.outcome(Phase::after), Json({{"met", true}}));
}

TEST(Plan, TellsTheHypothesisTitleWhenAPhaseStarts) {
  PlanHarness run(one_of_each());
  run.run();
  EXPECT_EQ(run.events().front().kind, EventKind::phase_started);
  EXPECT_EQ(run.events().front().data["title"], "all is well");
}

TEST(Plan, AMissedGateLeavesTheMethodOut) {
  PlanHarness run(one_of_each());
  run.on(Phase::before, 0).data = missed;
  run.run();
  EXPECT_EQ(run.started(), "before/0 rollbacks/0");
  EXPECT_FALSE(run.has_started(Phase::method));
  EXPECT_EQ(run.outcome(Phase::before), Json({{"met", false}}));
}

TEST(Plan, AMissedProbeLeavesTheRestOfTheCheckOut) {
  Schedule schedule = one_of_each();
  schedule.probes = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
  PlanHarness run(schedule);
  run.on(Phase::after, 1).data = missed;
  run.run();
  EXPECT_EQ(run.started(), "before/0 before/1 before/2 method/0 after/0 after/1 rollbacks/0");
}

TEST(Plan, WithoutProbesThereIsNoCheck) {
  Schedule schedule = one_of_each();
  schedule.probes.clear();
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.started(), "method/0 rollbacks/0");
  EXPECT_EQ(run.end(), "completed");
}

TEST(Plan, AnEmptyExperimentEndsAtOnceWithItsPhasesAnnounced) {
  PlanHarness run({});
  run.run();
  EXPECT_EQ(run.end(), "completed");
  EXPECT_TRUE(run.has_started(Phase::method));
  EXPECT_TRUE(run.has_started(Phase::rollbacks));
  EXPECT_EQ(run.now(), 0ns);
}

TEST(Plan, ChecksOnlyWhereTheStrategySays) {
  for (const auto& [before, after, started] :
       {std::tuple{true, false, "before/0 method/0 rollbacks/0"},
        std::tuple{false, true, "method/0 after/0 rollbacks/0"},
        std::tuple{false, false, "method/0 rollbacks/0"}}) {
    Schedule schedule = one_of_each();
    schedule.check_before = before;
    schedule.check_after = after;
    PlanHarness run(schedule);
    run.run();
    EXPECT_EQ(run.started(), started);
  }
}

TEST(Plan, AFailedActivityDoesNotStopTheMethod) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).data = failed;
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 method/1 after/0 rollbacks/0");
}

TEST(Plan, AnActivityThatCannotBeRunEndsTheMethodAndSkipsTheClosingCheck) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).data = unable;
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 rollbacks/0");
  EXPECT_EQ(run.end(), "aborted");
}

TEST(Plan, ABackgroundActivityThatCannotBeRunIsOneFailedActivity) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).data = unable;
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 method/1 after/0 rollbacks/0");
  EXPECT_EQ(run.end(), "completed");
}

TEST(Plan, AfterAnAbortTheBackgroundIsWaitedFor) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 5s;
  run.on(Phase::method, 1).data = unable;
  run.run();
  EXPECT_EQ(run.end(), "aborted");
  EXPECT_GE(run.time_of(EventKind::activity_started, Phase::rollbacks, 0), 5s);
}

TEST(Plan, OneRollbackThatCannotBeRunDoesNotPreventTheNext) {
  Schedule schedule = one_of_each();
  schedule.rollbacks = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::rollbacks, 0).data = unable;
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 after/0 rollbacks/0 rollbacks/1");
}

TEST(Background, LetsTheNextActivityStartAtOnce) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "kill"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 60s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 0),
            run.time_of(EventKind::activity_started, Phase::method, 1));
}

TEST(Background, IsWaitedForBeforeTheClosingCheck) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "kill"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 60s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::after, 0),
            run.time_of(EventKind::activity_finished, Phase::method, 0));
}

TEST(Background, IsIgnoredInTheHypothesis) {
  Schedule schedule = one_of_each();
  schedule.probes = {{.name = "a", .background = true}, {.name = "b"}};
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::before, 1),
            run.time_of(EventKind::activity_finished, Phase::before, 0));
}

TEST(Background, PausesOnItsOwn) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true, .pause_before = 3s}, {.name = "kill"}};
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 1), 10ms);
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 0), 3s + 10ms);
}

TEST(Background, IsHonouredInRollbacks) {
  Schedule schedule = one_of_each();
  schedule.rollbacks = {{.name = "a", .background = true}, {.name = "b"}};
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::rollbacks, 0),
            run.time_of(EventKind::activity_started, Phase::rollbacks, 1));
}

TEST(Pauses, AreDueBeforeAndAfterAnActivity) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "kill", .pause_before = 5s, .pause_after = 30s}, {.name = "look"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 1s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 0), 10ms + 5s);
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 1), 10ms + 5s + 1s + 30s);
}

TEST(Pauses, AreOnRecordWithLengthAndPlace) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "kill", .pause_before = 5s, .pause_after = 500ms}};
  PlanHarness run(schedule);
  run.run();
  Json pauses = Json::array();
  for (const auto& event : run.events()) {
    if (event.kind == EventKind::pause_started) pauses.push_back(event.data);
  }
  EXPECT_EQ(pauses, Json({{{"seconds", 5.0}, {"where", "before"}},
                          {{"seconds", 0.5}, {"where", "after"}}}));
}

TEST(Pauses, DoNotMoveBecauseSomethingElseHappens) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "kill", .pause_before = 5s}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 2s;
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::method, 1), 10ms + 5s);
}

TEST(Pauses, OfABackgroundActivityDelayTheEndOfTheMethod) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true, .pause_after = 4s}};
  PlanHarness run(schedule);
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::after, 0), 10ms + 10ms + 4s);
}

TEST(Interruption, InTheGateLeavesItUndecidedAndPlaysNoRollbacks) {
  PlanHarness run(one_of_each());
  run.on(Phase::before, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_EQ(run.started(), "before/0");
  EXPECT_EQ(run.outcome(Phase::before), Json::object());
}

TEST(Interruption, InTheGatePlaysRollbacksThatAreAlwaysPlayed) {
  Schedule schedule = one_of_each();
  schedule.rollback_strategy = RollbackStrategy::always;
  PlanHarness run(schedule);
  run.on(Phase::before, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.started(), "before/0 rollbacks/0");
}

TEST(Interruption, InTheMethodPlaysTheRollbacks) {
  PlanHarness run(one_of_each());
  run.on(Phase::method, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_EQ(run.started(), "before/0 method/0 rollbacks/0");
  EXPECT_EQ(run.time_of(EventKind::activity_finished, Phase::method, 0), 1001ms);
}

TEST(Interruption, EndsBackgroundActivitiesToo) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "load", .background = true}, {.name = "kill"}, {.name = "never"}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 60s;
  run.on(Phase::method, 1).lasts = 60s;
  run.interrupt_at(2s);
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 method/1 rollbacks/0");
  EXPECT_LT(run.now(), 3s);
}

TEST(Interruption, EndsAPauseBeforeWithoutStartingTheActivity) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "kill", .pause_before = 60s}};
  PlanHarness run(schedule);
  run.interrupt_at(2s);
  run.run();
  EXPECT_EQ(run.started(), "before/0 rollbacks/0");
  EXPECT_LT(run.now(), 3s);
}

TEST(Interruption, EndsAPauseAfter) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "kill", .pause_after = 60s}, {.name = "never"}};
  PlanHarness run(schedule);
  run.interrupt_at(2s);
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 rollbacks/0");
  EXPECT_LT(run.now(), 3s);
}

TEST(Interruption, SkipsThePauseAfterTheActivityItStopped) {
  Schedule schedule = one_of_each();
  schedule.method = {{.name = "kill", .pause_after = 60s}};
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 10s;
  run.interrupt_at(2s);
  run.run();
  EXPECT_LT(run.now(), 3s);
}

TEST(Interruption, InTheClosingCheckLeavesItUndecidedAndNotDeviated) {
  PlanHarness run(one_of_each());
  run.on(Phase::after, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_EQ(run.outcome(Phase::after), Json::object());
  EXPECT_TRUE(run.has_started(Phase::rollbacks));
}

TEST(Interruption, InTheRollbacksLetsThemGoOn) {
  Schedule schedule = one_of_each();
  schedule.rollbacks = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::rollbacks, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted");
  EXPECT_EQ(run.started(), "before/0 method/0 after/0 rollbacks/0 rollbacks/1");
  EXPECT_GE(run.now(), 10s);
}

TEST(Interruption, InTheRollbacksKeepsADeviation) {
  PlanHarness run(one_of_each());
  run.on(Phase::after, 0).data = missed;
  run.on(Phase::rollbacks, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.end(), "interrupted deviated");
}

TEST(Interruption, GivingUpEndsTheRollbacks) {
  Schedule schedule = one_of_each();
  schedule.rollbacks = {{.name = "a"}, {.name = "b"}};
  PlanHarness run(schedule);
  run.on(Phase::rollbacks, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.interrupt_at(2s, true);
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0 after/0 rollbacks/0");
  EXPECT_LT(run.now(), 3s);
}

TEST(Interruption, GivingUpWhileTheMethodEndsPlaysNoRollbacks) {
  PlanHarness run(one_of_each());
  run.on(Phase::method, 0).lasts = 60s;
  run.on(Phase::method, 0).after_stop = 5s;
  run.interrupt_at(1s);
  run.interrupt_at(2s, true);
  run.run();
  EXPECT_EQ(run.started(), "before/0 method/0");
  EXPECT_EQ(run.end(), "interrupted");
}

TEST(Interruption, WaitsForAnActivityThatEndsLate) {
  PlanHarness run(one_of_each());
  run.on(Phase::method, 0).lasts = 60s;
  run.on(Phase::method, 0).after_stop = 20s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_EQ(run.time_of(EventKind::activity_started, Phase::rollbacks, 0), 21s);
}

TEST(Interruption, NeverPlaysRollbacksThatAreNeverPlayed) {
  Schedule schedule = one_of_each();
  schedule.rollback_strategy = RollbackStrategy::never;
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_FALSE(run.has_started(Phase::rollbacks));
}

TEST(Interruption, PlaysNoRollbacksForDeviationsBeforeOneIsSeen) {
  Schedule schedule = one_of_each();
  schedule.rollback_strategy = RollbackStrategy::deviated;
  PlanHarness run(schedule);
  run.on(Phase::method, 0).lasts = 10s;
  run.interrupt_at(1s);
  run.run();
  EXPECT_FALSE(run.has_started(Phase::rollbacks));
}

TEST(Plan, IgnoresEventsOfActivitiesThatDoNotRun) {
  Plan plan(one_of_each());
  model::Event stray;
  stray.kind = EventKind::activity_finished;
  EXPECT_TRUE(plan.on(stray).empty()) << "before begin()";
  EXPECT_EQ(plan.begin().size(), 2U);
  stray.phase = Phase::rollbacks;
  stray.index = 0;
  EXPECT_TRUE(plan.on(stray).empty());
  stray.phase = Phase::before;
  stray.index = 7;
  EXPECT_TRUE(plan.on(stray).empty());
  stray.index.reset();
  EXPECT_TRUE(plan.on(stray).empty());
  EXPECT_FALSE(plan.done());
}

TEST(Plan, IsDueOnlyWhilePausing) {
  Schedule schedule = one_of_each();
  schedule.probes.clear();
  schedule.method = {{.name = "kill", .pause_before = 5s}};
  Plan plan(schedule);
  plan.begin();
  EXPECT_EQ(plan.next_due(), Instant(5s));
  EXPECT_TRUE(plan.on_due(4s).empty());
  EXPECT_EQ(plan.on_due(5s).size(), 1U);
  EXPECT_EQ(plan.next_due(), std::nullopt);
}

}  // namespace
}  // namespace brunt::run

// Whatever the order in which things happen, a run ends, and the rollbacks that are owed were
// played.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "run/plan.h"
#include "run/plan_harness.h"
#include "store/event_text.h"
#include "store/journal.h"

namespace brunt::run {
namespace {

using model::EventKind;
using model::Phase;

rc::Gen<std::chrono::nanoseconds> lengths() {
  return rc::gen::map(rc::gen::inRange(0, 5),
                      [](int n) { return std::chrono::nanoseconds(std::chrono::seconds(n)); });
}

std::vector<Step> some_steps(int most) {
  std::vector<Step> out(static_cast<std::size_t>(*rc::gen::inRange(0, most + 1)));
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = {"a" + std::to_string(i), *rc::gen::arbitrary<bool>(), *lengths(), *lengths()};
  }
  return out;
}

Json some_outcome() {
  return *rc::gen::element(Json{{"status", "succeeded"}, {"output", 1}, {"tolerance_met", true}},
                           Json{{"status", "succeeded"}, {"output", 2}, {"tolerance_met", false}},
                           Json{{"status", "failed"}, {"output", nullptr}, {"exception", {"x\n"}}},
                           Json{{"status", "failed"},
                                {"output", nullptr},
                                {"uncontrolled", true},
                                {"exception", {"y\n"}}});
}

/// A run of anything, with anything happening.
PlanHarness some_run() {
  Schedule schedule;
  schedule.probes = some_steps(2);
  schedule.method = some_steps(4);
  schedule.rollbacks = some_steps(3);
  schedule.rollback_strategy =
      *rc::gen::element(RollbackStrategy::when_not_failed, RollbackStrategy::always,
                        RollbackStrategy::never, RollbackStrategy::deviated);
  PlanHarness run(schedule);
  for (const Phase phase : {Phase::before, Phase::method, Phase::after, Phase::rollbacks}) {
    for (std::size_t i = 0; i < schedule.steps(phase).size(); ++i) {
      const bool rare = *rc::gen::inRange(0, 3) == 0;
      if (rare) run.on(phase, i).data = some_outcome();
      run.on(phase, i).lasts = *lengths();
      run.on(phase, i).after_stop = *lengths();
    }
  }
  if (*rc::gen::arbitrary<bool>()) run.interrupt_at(*lengths() * 3);
  if (*rc::gen::inRange(0, 4) == 0) run.interrupt_at(*lengths() * 4, true);
  run.run();
  return run;
}

std::size_t count(const PlanHarness& run, EventKind kind, Phase phase) {
  std::size_t out = 0;
  for (const auto& event : run.events())
    out += event.kind == kind && event.phase == phase ? 1 : 0;
  return out;
}

bool gave_up(const PlanHarness& run) {
  for (const auto& event : run.events()) {
    if (event.kind == EventKind::interrupted && event.data["give_up"] == true) return true;
  }
  return false;
}

RC_GTEST_PROP(PlanProperty, EveryRunEndsAndNothingIsLeftRunning, ()) {
  const PlanHarness run = some_run();
  RC_ASSERT(run.end().find("not done") == std::string::npos);
  for (const Phase phase : {Phase::before, Phase::method, Phase::after, Phase::rollbacks}) {
    RC_ASSERT(count(run, EventKind::activity_started, phase) ==
              count(run, EventKind::activity_finished, phase));
  }
  RC_ASSERT(run.events().back().kind == EventKind::run_finished);
}

/// What the record says about a run up to its rollbacks; written apart from the plan's own rules.
struct Told {
  bool method_begun = false;
  bool interrupted = false;
  bool check_failed = false;  ///< a probe of the hypothesis did not execute
  bool deviated = false;
};

Told told_before_rollbacks(const PlanHarness& run) {
  Told told;
  bool probe_failed = false;
  for (const auto& event : run.events()) {
    if (event.kind == EventKind::phase_started && event.phase == Phase::rollbacks) break;
    const bool check = event.phase == Phase::before || event.phase == Phase::after;
    if (event.kind == EventKind::phase_started) {
      probe_failed = false;
      if (event.phase == Phase::method) told.method_begun = true;
    }
    if (event.kind == EventKind::interrupted) told.interrupted = true;
    if (event.kind == EventKind::activity_finished && check) {
      probe_failed = event.data["status"] == "failed";
    }
    if (event.kind == EventKind::phase_finished && check && event.data.contains("met") &&
        event.data["met"] == false) {
      told.check_failed = probe_failed;
      told.deviated = event.phase == Phase::after;
    }
  }
  return told;
}

bool owes_rollbacks(RollbackStrategy strategy, const Told& told) {
  switch (strategy) {
    case RollbackStrategy::always:
      return true;
    case RollbackStrategy::never:
      return false;
    case RollbackStrategy::deviated:
      return told.deviated;
    case RollbackStrategy::when_not_failed:
      break;
  }
  return told.interrupted ? told.method_begun : !told.check_failed;
}

RC_GTEST_PROP(PlanProperty, TheRollbacksOwedRunWhateverTheOrderOfEvents, ()) {
  const PlanHarness run = some_run();
  RC_PRE(!gave_up(run));
  const bool owed = owes_rollbacks(run.schedule().rollback_strategy, told_before_rollbacks(run));
  RC_ASSERT(run.has_started(Phase::rollbacks) == owed);
  const std::size_t declared = owed ? run.schedule().rollbacks.size() : 0;
  RC_ASSERT(count(run, EventKind::activity_finished, Phase::rollbacks) == declared);
}

RC_GTEST_PROP(PlanProperty, AfterGivingUpNothingMoreIsBegun, ()) {
  const PlanHarness run = some_run();
  bool given_up = false;
  for (const auto& event : run.events()) {
    if (event.kind == EventKind::interrupted && event.data["give_up"] == true) given_up = true;
    RC_ASSERT(!given_up || event.kind != EventKind::activity_started);
  }
}

RC_GTEST_PROP(PlanProperty, ReplayingTheEventLogGivesTheSameJournal, ()) {
  const PlanHarness run = some_run();
  std::string log;
  for (const auto& event : run.events())
    log += store::to_line(event);
  const auto read = store::parse_events(log);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == run.events());
  RC_ASSERT(to_text(store::journal_from_events(*read)) ==
            to_text(store::journal_from_events(run.events())));
}

}  // namespace
}  // namespace brunt::run

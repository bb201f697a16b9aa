// Whatever the order in which things happen, a run ends, and the rollbacks that are owed were
// played.

#include <array>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "run/plan.h"
#include "run/plan_harness.h"
#include "store/event_text.h"
#include "store/journal.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::EventKind;
using model::Phase;

rc::Gen<std::chrono::nanoseconds> lengths() {
  return rc::gen::map(rc::gen::inRange(0, 4),
                      [](int n) { return std::chrono::nanoseconds(std::chrono::seconds(n)); });
}

bool seldom() {
  return *rc::gen::inRange(0, 4) == 0;
}

/// With anything that an extension block can ask for.
Step some_step(const std::string& name) {
  Step step{.name = name, .background = *rc::gen::arbitrary<bool>()};
  step.pause_before = *lengths();
  step.pause_after = *lengths();
  step.acts = *rc::gen::arbitrary<bool>();
  step.asserts = seldom();
  step.fails_experiment = seldom();
  if (seldom()) step.timeout = *lengths() + std::chrono::milliseconds(5);
  if (seldom()) step.retry = model::Retry{2, *lengths()};
  if (!step.retry && seldom()) step.until = model::Until{*lengths() * 2, *lengths() + 1s};
  if (seldom()) step.repeat = model::Repeat{.times = 2, .lasts = std::nullopt, .every = *lengths()};
  return step;
}

std::vector<Step> some_steps(int most) {
  std::vector<Step> out(static_cast<std::size_t>(*rc::gen::inRange(0, most + 1)));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = some_step("a" + std::to_string(i));
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

Schedule some_schedule() {
  Schedule schedule;
  schedule.probes = some_steps(2);
  for (Step& probe : schedule.probes)
    probe.repeat.reset();
  schedule.method = some_steps(4);
  schedule.rollbacks = some_steps(3);
  for (Step& step : schedule.rollbacks) {
    if (seldom()) step.when_ran = *rc::gen::element<std::string>("a0", "a3");
  }
  schedule.check_before = !seldom();
  schedule.check_after = !seldom();
  schedule.fail_fast = *rc::gen::arbitrary<bool>();
  schedule.strict = *rc::gen::arbitrary<bool>();
  schedule.verify_after_rollbacks = *rc::gen::arbitrary<bool>();
  schedule.rollbacks_after_interruption = !seldom();
  if (*rc::gen::arbitrary<bool>()) {
    schedule.check_during = Grid{.every = *lengths() + std::chrono::milliseconds(700),
                                 .most_at_once = *rc::gen::inRange<std::size_t>(1, 4)};
  }
  schedule.rollback_strategy =
      *rc::gen::element(RollbackStrategy::when_not_failed, RollbackStrategy::always,
                        RollbackStrategy::never, RollbackStrategy::deviated);
  return schedule;
}

constexpr std::array<Phase, 6> all_phases{Phase::before,    Phase::method, Phase::after,
                                          Phase::rollbacks, Phase::during, Phase::after_rollbacks};

/// A run of anything, with anything happening.
PlanHarness some_run() {
  const Schedule schedule = some_schedule();
  PlanHarness run(schedule);
  for (const Phase phase : all_phases) {
    for (std::size_t i = 0; i < schedule.steps(phase).size(); ++i) {
      const bool rare = *rc::gen::inRange(0, 3) == 0;
      if (rare) run.on(phase, i).data = some_outcome();
      run.on(phase, i).lasts = *lengths();
      run.on(phase, i).after_stop = *lengths();
    }
  }
  if (*rc::gen::arbitrary<bool>()) run.interrupt_at(*lengths() * 3);
  if (seldom()) run.interrupt_at(*lengths() * 4, true);
  if (seldom()) run.be_late(*lengths());
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

RC_GTEST_PROP(PlanProperty, EveryRunEndsAndOnlyGivingUpLeavesTheBackgroundRunning, ()) {
  const PlanHarness run = some_run();
  RC_ASSERT(run.end().find("not done") == std::string::npos);
  for (const Phase phase : all_phases) {
    const std::size_t started = count(run, EventKind::activity_started, phase);
    const std::size_t finished = count(run, EventKind::activity_finished, phase);
    std::size_t background = 0;
    for (const Step& step : run.schedule().steps(phase))
      background += step.background ? 1U : 0U;
    RC_ASSERT(started == finished || (gave_up(run) && started - finished <= background));
  }
  RC_ASSERT(run.events().back().kind == EventKind::run_finished);
}

RC_GTEST_PROP(PlanProperty, EveryContinuousCheckThatWasDueIsAccountedForOnce, ()) {
  const PlanHarness run = some_run();
  std::size_t next = 0;
  for (const auto& event : run.events()) {
    if (event.phase != Phase::during || !event.round) continue;
    if (event.kind == EventKind::phase_started) RC_ASSERT(*event.round == next++);
    if (event.kind == EventKind::check_skipped) {
      RC_ASSERT(*event.round == next);
      next += event.data["count"].get<std::size_t>();
    }
  }
  RC_ASSERT(count(run, EventKind::phase_started, Phase::during) ==
            count(run, EventKind::phase_finished, Phase::during));
  const auto& grid = run.schedule().check_during;
  const bool runs = grid && !run.schedule().probes.empty() && run.has_started(Phase::method);
  RC_ASSERT(runs == (next > 0));
}

/// What the record says about a run up to its rollbacks; written apart from the plan's own rules.
struct Told {
  bool method_begun = false;
  bool interrupted = false;
  bool aborted = false;
  bool fast_failure = false;   ///< a continuous check missed, under fail-fast
  bool action_failed = false;  ///< one that must not
  std::optional<bool> gate_probe_ran, closing_probe_ran;  ///< of a check that was not met
  bool deviated = false;
};

bool not_met(const model::Event& event) {
  return event.kind == EventKind::phase_finished && event.data.contains("met") &&
         event.data["met"] == false;
}

/// Of one round of an activity of the method.
struct Tries {
  std::size_t count = 0;
  std::chrono::nanoseconds begun{0};
};
using Attempts = std::map<std::pair<std::size_t, std::optional<std::size_t>>, Tries>;

Attempts attempts_of(const PlanHarness& run) {
  Attempts out;
  for (const auto& event : run.all(EventKind::activity_started, Phase::method)) {
    Tries& tries = out[{*event.index, event.round}];
    if (tries.count++ == 0) tries.begun = event.since_start;
  }
  return out;
}

/// Would it have been tried again, had nothing ended the method? Then nothing is decided yet.
bool has_tries_left(const Step& step, const Tries& tries, const model::Event& event) {
  if (step.retry) return tries.count < step.retry->times;
  return step.until && event.since_start + step.until->every < tries.begun + step.until->deadline;
}

void tell_of_method(Told& told, const Schedule& schedule, const Attempts& attempts,
                    const model::Event& event) {
  const Step& step = schedule.method[*event.index];
  const Tries& tries = attempts.at({*event.index, event.round});
  const bool failed = event.data["status"] == "failed";
  const bool missed = !event.data.value("tolerance_met", true);
  const bool last = event.data.value("attempt", 1U) == tries.count;
  if (told.interrupted || !last) return;
  const bool halted = told.aborted || told.action_failed || told.fast_failure;
  if ((failed || missed) && !halted && has_tries_left(step, tries, event)) return;
  if (step.asserts && (failed || missed)) told.deviated = true;
  if (step.fails_experiment && failed) told.action_failed = true;
  if (!step.background && event.data.value("uncontrolled", false)) told.aborted = true;
}

Told told_before_rollbacks(const PlanHarness& run) {
  Told told;
  const Attempts attempts = attempts_of(run);
  bool probe_ran = true;
  bool probe_unable = false;
  for (const auto& event : run.events()) {
    if (event.kind == EventKind::phase_started && event.phase == Phase::rollbacks) break;
    if (event.kind == EventKind::phase_started && event.phase == Phase::method)
      told.method_begun = true;
    if (event.kind == EventKind::interrupted) told.interrupted = true;
    if (event.kind == EventKind::activity_finished) {
      if (event.phase == Phase::method) tell_of_method(told, run.schedule(), attempts, event);
      probe_ran = event.data["status"] == "succeeded";
      probe_unable = event.data.value("uncontrolled", false);
    }
    if (!not_met(event)) continue;
    if (event.phase == Phase::before) told.gate_probe_ran = probe_ran;
    if (event.phase == Phase::after) {
      told.deviated = true;
      told.closing_probe_ran = probe_ran;
    }
    if (event.phase == Phase::during) {
      if (run.schedule().strict) told.deviated = true;
      if (probe_unable) told.aborted = true;
      if (!probe_unable && run.schedule().fail_fast) told.fast_failure = true;
    }
  }
  return told;
}

bool has_failed(const Told& told) {
  if (told.closing_probe_ran) return !*told.closing_probe_ran;
  if (told.gate_probe_ran) return !*told.gate_probe_ran;
  return told.fast_failure && !told.aborted;
}

bool owes_rollbacks(const Schedule& schedule, const Told& told) {
  switch (schedule.rollback_strategy) {
    case RollbackStrategy::always:
      return true;
    case RollbackStrategy::never:
      return false;
    case RollbackStrategy::deviated:
      return told.deviated;
    case RollbackStrategy::when_not_failed:
      break;
  }
  if (told.interrupted) return told.method_begun && schedule.rollbacks_after_interruption;
  return told.action_failed || !has_failed(told);
}

RC_GTEST_PROP(PlanProperty, TheRollbacksOwedRunWhateverTheOrderOfEvents, ()) {
  const PlanHarness run = some_run();
  RC_PRE(!gave_up(run));
  const bool owed = owes_rollbacks(run.schedule(), told_before_rollbacks(run));
  RC_ASSERT(run.has_started(Phase::rollbacks) == owed);
  if (!owed) return;
  std::set<std::string> ran;
  for (const auto& event : run.all(EventKind::activity_started, Phase::method))
    ran.insert(event.activity);
  std::set<std::size_t> finished;
  for (const auto& event : run.all(EventKind::activity_finished, Phase::rollbacks))
    finished.insert(*event.index);
  for (std::size_t i = 0; i < run.schedule().rollbacks.size(); ++i) {
    const std::string& condition = run.schedule().rollbacks[i].when_ran;
    RC_ASSERT(finished.contains(i) == (condition.empty() || ran.contains(condition)));
  }
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
  const auto read = store::whole_events(log);
  RC_ASSERT(read.damaged.empty());
  RC_ASSERT(read.events == run.events());
  RC_ASSERT(to_text(store::journal_from_events(read.events)) ==
            to_text(store::journal_from_events(run.events())));
}

}  // namespace
}  // namespace brunt::run

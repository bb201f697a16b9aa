#include "run/recover.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "run/call.h"
#include "run/drive.h"
#include "run/outputs.h"

namespace brunt::run {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

/// Plays some of the rollbacks by a plan of their own. The plan counts them from 0 and the time
/// from now; on record they have their own places and the run's time.
class Player {
 public:
  Player(const Prepared& prepared, std::vector<Event> recorded, const Recovery& recovery)
      : prepared_(prepared), recovery_(recovery), events_(std::move(recorded)) {
    for (const OwedRollback& rollback : what_is_owed(events_)) {
      const bool repeated = recovery.again && rollback.debt == Debt::may_have_run;
      if (rollback.debt == Debt::owed || repeated) places_.push_back(rollback.index);
    }
    deviated_ = has_deviated(events_);
    if (events_.empty()) return;
    const Event& last = events_.back();
    base_ = last.since_start + std::max(wall_now() - last.at, std::chrono::nanoseconds{0});
    keep_outputs();
  }

  std::vector<Event> play(std::stop_token stop, std::stop_token give_up) {
    const Clock clock = Clock::real();
    const Outside outside = outside_of(clock);
    if (places_.empty()) {
      (void)outside.append(death(clock), true);
      (void)outside.append(end(clock), true);
      return std::move(events_);
    }
    const Schedule schedule = schedule_of();
    Plan plan(schedule);
    drive(plan, schedule, death(clock), outside, std::move(stop), std::move(give_up));
    return std::move(events_);
  }

 private:
  Schedule schedule_of() const {
    Schedule out;
    out.play_method = false;
    out.check_before = false;
    out.check_after = false;
    for (const std::size_t place : places_) {
      Step step = prepared_.schedule.rollbacks[place];
      step.when_ran.clear();  // what is owed has been decided
      out.rollbacks.push_back(std::move(step));
    }
    return out;
  }

  Event stamped(EventKind kind, const Clock& clock) const {
    Event event;
    event.kind = kind;
    event.at = clock.wall();
    event.since_start = clock.since_start();
    event.phase = events_.empty() ? Phase::before : events_.back().phase;
    return event;
  }

  Event death(const Clock& clock) const {
    Event event = stamped(EventKind::interrupted, clock);
    event.data = {{"by", "the death of the engine"}, {"reason", recovery_.reason}};
    return event;
  }

  Event end(const Clock& clock) const { return stamped(EventKind::run_finished, clock); }

  const Task& task(std::size_t index) const { return prepared_.rollbacks[places_[index]]; }

  Outside outside_of(const Clock& clock) {
    Outside out;
    out.perform = [this](const Start& start, const Limits& limits, const provider::Notify& notify) {
      return perform(prepared_, task(start.index), false, outputs_, limits, notify);
    };
    out.start_data = [this](Phase, std::size_t index) {
      return Json{{"background", task(index).activity.background},
                  {"definition", prepared_.definition(task(index))}};
    };
    out.append = [this](const Event& event, bool sync) { return append(event, sync); };
    out.observe = [this](const Event& event) {
      if (recovery_.observe) recovery_.observe(as_recorded(event));
    };
    out.interrupted_by = [this] {
      return recovery_.interrupted_by ? recovery_.interrupted_by() : std::string("SIGINT");
    };
    out.clock = clock;
    return out;
  }

  Event as_recorded(Event event) const {
    event.since_start += base_;
    if (event.index) event.index = places_[*event.index];
    event.data["by_recovery"] = recovery_.by;
    if (event.kind == EventKind::run_finished) {
      event.data["status"] = "interrupted";
      event.data["deviated"] = deviated_;
      event.data["duration"] = seconds(event.since_start);
    }
    return event;
  }

  Result<> append(const Event& event, bool sync) {
    if (event.kind == EventKind::interrupted && event.data.value("give_up", false)) gave_up_ = true;
    if (event.kind == EventKind::run_finished && gave_up_) return {};  // it is owed still
    events_.push_back(as_recorded(event));
    return recovery_.append(events_.back(), sync);
  }

  /// What the method's activities gave, as far as it is on record.
  void keep_outputs() {
    for (const Event& event : events_) {
      if (event.kind != EventKind::activity_finished || !event.index) continue;
      const Task* task = found(event.phase, *event.index);
      if (task == nullptr || !task->activity.extra.output) continue;
      if (string_or(event.data, "status") != "succeeded") continue;
      outputs_.keep(*task->activity.extra.output, event.data.value("output", Json()));
    }
  }

  const Task* found(Phase phase, std::size_t index) const {
    const bool method = phase == Phase::method;
    const auto& tasks = method                      ? prepared_.method
                        : phase == Phase::rollbacks ? prepared_.rollbacks
                                                    : prepared_.probes;
    return index < tasks.size() ? &tasks[index] : nullptr;
  }

  const Prepared& prepared_;
  const Recovery& recovery_;
  std::vector<Event> events_;
  std::vector<std::size_t> places_;
  Outputs outputs_;
  Instant base_{0};
  bool deviated_ = false;
  bool gave_up_ = false;
};

}  // namespace

Result<> check_same_rollbacks(const Prepared& prepared, const std::vector<Event>& recorded) {
  const auto owed = what_is_owed(recorded);
  const auto differ = [](std::string found, std::string expected) {
    return std::unexpected(Error{Errc::invalid_input,
                                 "the experiment's rollbacks are not those of the run: found " +
                                     std::move(found) + ", the run has " + std::move(expected),
                                 {}});
  };
  if (owed.size() != prepared.schedule.rollbacks.size()) {
    return differ(std::to_string(prepared.schedule.rollbacks.size()) + " of them",
                  std::to_string(owed.size()));
  }
  for (const OwedRollback& rollback : owed) {
    const std::string& name = prepared.schedule.rollbacks[rollback.index].name;
    if (name != rollback.name) return differ("'" + name + "'", "'" + rollback.name + "'");
  }
  return {};
}

std::vector<Event> play_owed(const Prepared& prepared, std::vector<Event> recorded,
                             const Recovery& recovery, std::stop_token stop,
                             std::stop_token give_up) {
  return Player(prepared, std::move(recorded), recovery).play(std::move(stop), std::move(give_up));
}

}  // namespace brunt::run

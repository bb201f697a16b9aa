#include "run/plan.h"

#include <algorithm>
#include <utility>

#include "base/time.h"

namespace brunt::run {

using model::EventKind;
using model::Phase;

const std::vector<Step>& Schedule::steps(Phase phase) const {
  if (phase == Phase::method) return method;
  return phase == Phase::rollbacks ? rollbacks : probes;
}

Plan::Plan(Schedule schedule) : schedule_(std::move(schedule)) {}

std::vector<Command> Plan::begin() {
  const bool gate = schedule_.check_before && !schedule_.probes.empty();
  enter(gate ? Stage::before : Stage::method);
  advance(Instant{0});
  return std::exchange(out_, {});
}

std::vector<Command> Plan::on(const model::Event& event) {
  if (stage_ == Stage::idle || done()) return {};
  if (event.kind == EventKind::activity_finished) finished(event);
  if (event.kind == EventKind::interrupted) interrupted(event);
  advance(event.since_start);
  return std::exchange(out_, {});
}

std::vector<Command> Plan::on_due(Instant now) {
  if (stage_ != Stage::idle && !done()) advance(now);
  return std::exchange(out_, {});
}

std::optional<Instant> Plan::next_due() const {
  std::optional<Instant> least;
  for (const Lane& lane : lanes_) {
    if (lane.state != Lane::State::running && (!least || lane.due < *least)) least = lane.due;
  }
  return least;
}

Phase Plan::phase() const {
  switch (stage_) {
    case Stage::idle:
    case Stage::before:
      return Phase::before;
    case Stage::method:
      return Phase::method;
    case Stage::after:
      return Phase::after;
    case Stage::rollbacks:
    case Stage::done:
      break;
  }
  return Phase::rollbacks;
}

void Plan::record(EventKind kind, std::optional<std::size_t> index, Json data) {
  model::Event event;
  event.kind = kind;
  event.phase = phase();
  event.index = index;
  if (index) event.activity = steps()[*index].name;
  event.data = std::move(data);
  out_.emplace_back(Record{std::move(event)});
}

/// Goes on as far as it can without anything new.
void Plan::advance(Instant now) {
  while (!done()) {
    move_due_lanes(now);
    take_next(now);
    const bool more = !halted_ && next_ < steps().size();
    if (more || !lanes_.empty()) return;
    leave(now);
  }
}

void Plan::move_due_lanes(Instant now) {
  std::erase_if(lanes_, [&](const Lane& lane) {
    return lane.state == Lane::State::pause_after && lane.due <= now;
  });
  for (Lane& lane : lanes_) {
    if (lane.state == Lane::State::pause_before && lane.due <= now) start(lane);
  }
}

bool Plan::foreground_is_free() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
    return !checks_hypothesis() && steps()[lane.index].background;
  });
}

void Plan::take_next(Instant now) {
  while (!halted_ && next_ < steps().size() && foreground_is_free()) {
    Lane& lane = lanes_.emplace_back(Lane{next_, Lane::State::pause_before, now});
    ++next_;
    if (steps()[lane.index].pause_before > Instant{0}) {
      pause(lane, Lane::State::pause_before, now);
    } else {
      start(lane);
    }
  }
}

void Plan::start(Lane& lane) {
  lane.state = Lane::State::running;
  out_.emplace_back(Start{phase(), lane.index});
}

void Plan::pause(Lane& lane, Lane::State state, Instant now) {
  const bool before = state == Lane::State::pause_before;
  const Step& step = steps()[lane.index];
  const Instant length = before ? step.pause_before : step.pause_after;
  lane.state = state;
  lane.due = now + length;
  record(EventKind::pause_started, lane.index,
         {{"seconds", seconds(length)}, {"where", before ? "before" : "after"}});
}

void Plan::finished(const model::Event& event) {
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& candidate) {
    return event.phase == phase() && event.index == candidate.index &&
           candidate.state == Lane::State::running;
  });
  if (lane == lanes_.end()) return;
  const Step& step = steps()[lane->index];
  const bool succeeded = string_or(event.data, "status") == "succeeded";
  if (checks_hypothesis()) {
    if (!succeeded) {
      verdict_ = Verdict::failed;
    } else if (!event.data.value("tolerance_met", false)) {
      verdict_ = Verdict::missed;
    }
    if (verdict_ != Verdict::met) halted_ = true;
  } else if (stage_ == Stage::method && !interrupted_ && !step.background &&
             event.data.value("uncontrolled", false)) {
    aborted_ = true;
    halted_ = true;
  }
  if (!halted_ && step.pause_after > Instant{0}) {
    pause(*lane, Lane::State::pause_after, event.since_start);
  } else {
    lanes_.erase(lane);
  }
}

void Plan::interrupted(const model::Event& event) {
  interrupted_ = true;
  status_ = "interrupted";
  if (event.data.value("give_up", false)) give_up_ = true;
  if (stage_ == Stage::rollbacks && !give_up_) return;
  halted_ = true;
  drop_pauses();
  out_.emplace_back(Stop{stage_ == Stage::rollbacks});
}

void Plan::drop_pauses() {
  std::erase_if(lanes_, [](const Lane& lane) { return lane.state != Lane::State::running; });
}

void Plan::enter(Stage stage) {
  stage_ = stage;
  next_ = 0;
  halted_ = false;
  verdict_ = Verdict::met;
  if (stage == Stage::method) method_begun_ = true;
  Json data = Json::object();
  if (checks_hypothesis()) data["title"] = schedule_.hypothesis_title;
  record(EventKind::phase_started, std::nullopt, std::move(data));
}

/// The phase is over: decides what follows.
void Plan::leave(Instant now) {
  Json data = Json::object();
  if (checks_hypothesis() && !interrupted_) data["met"] = verdict_ == Verdict::met;
  record(EventKind::phase_finished, std::nullopt, std::move(data));
  if (stage_ == Stage::rollbacks) return finish(now);
  if (interrupted_) return enter_rollbacks_or_finish(now);
  if (checks_hypothesis()) conclude_check();
  if (stage_ == Stage::before && verdict_ == Verdict::met) return enter(Stage::method);
  const bool closes = schedule_.check_after && !schedule_.probes.empty();
  if (stage_ == Stage::method && !aborted_ && closes) return enter(Stage::after);
  if (aborted_) status_ = "aborted";
  enter_rollbacks_or_finish(now);
}

void Plan::conclude_check() {
  if (verdict_ == Verdict::met) return;
  status_ = verdict_ == Verdict::missed ? "completed" : "failed";
  if (stage_ == Stage::after) deviated_ = true;
}

bool Plan::rollbacks_are_owed() const {
  if (give_up_) return false;
  switch (schedule_.rollback_strategy) {
    case RollbackStrategy::always:
      return true;
    case RollbackStrategy::never:
      return false;
    case RollbackStrategy::deviated:
      return deviated_;
    case RollbackStrategy::when_not_failed:
      break;
  }
  return status_ != "failed" && (!interrupted_ || method_begun_);
}

void Plan::enter_rollbacks_or_finish(Instant now) {
  if (rollbacks_are_owed()) {
    enter(Stage::rollbacks);
  } else {
    finish(now);
  }
}

void Plan::finish(Instant now) {
  record(EventKind::run_finished, std::nullopt,
         {{"status", status()}, {"deviated", deviated_}, {"duration", seconds(now)}});
  stage_ = Stage::done;
}

}  // namespace brunt::run

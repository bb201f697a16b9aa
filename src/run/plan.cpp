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
  const Instant start{0};
  const bool gate = schedule_.check_before && !schedule_.probes.empty();
  if (!schedule_.play_method) {
    enter(Stage::rollbacks, start);
  } else {
    enter(gate ? Stage::before : Stage::method, start);
  }
  advance(start);
  return std::exchange(out_, {});
}

std::vector<Command> Plan::on(const model::Event& event) {
  if (stage_ == Stage::idle || done()) return {};
  if (event.kind == EventKind::interrupted) interrupted(event);
  if (event.kind == EventKind::activity_finished) {
    if (event.phase == Phase::during) {
      checks_.finished(event, out_);
    } else {
      finished(event);
    }
  }
  advance(event.since_start);
  return std::exchange(out_, {});
}

std::vector<Command> Plan::on_due(Instant now) {
  if (stage_ != Stage::idle && !done()) advance(now);
  return std::exchange(out_, {});
}

std::optional<Instant> Plan::next_due() const {
  std::optional<Instant> least = checks_.next_due();
  for (const Lane& lane : lanes_) {
    if (lane.state != Lane::State::running && (!least || lane.due < *least)) least = lane.due;
  }
  return least;
}

std::string Plan::status() const {
  if (action_failed_ && !interrupted_ && !aborted_) return "failed";
  return status_.empty() ? "completed" : status_;
}

Phase Plan::phase() const {
  switch (stage_) {
    case Stage::idle:
    case Stage::before:
      return Phase::before;
    case Stage::method:
    case Stage::joining:
      return Phase::method;
    case Stage::after:
      return Phase::after;
    case Stage::verify:
      return Phase::after_rollbacks;
    case Stage::rollbacks:
    case Stage::done:
      break;
  }
  return Phase::rollbacks;
}

bool Plan::checks_hypothesis() const {
  return stage_ == Stage::before || stage_ == Stage::after || stage_ == Stage::verify;
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
    checks_.advance(now, out_);
    heed_checks();
    move_due_lanes(now);
    take_next(now);
    if (busy()) return;
    leave(now);
  }
}

bool Plan::busy() const {
  if (stage_ == Stage::joining) return !checks_.idle();
  return !lanes_.empty() || (!halted_ && next_ < steps().size());
}

void Plan::interrupted(const model::Event& event) {
  interrupted_ = true;
  status_ = "interrupted";
  if (event.data.value("give_up", false)) give_up_ = true;
  if (stage_ == Stage::rollbacks && !give_up_) return;
  halted_ = true;
  cut_short_ = true;
  drop_lanes();
  checks_.interrupt(out_);
  out_.emplace_back(Stop{stage_ == Stage::rollbacks || stage_ == Stage::verify});
}

/// What pauses, and after giving up what runs in the background.
void Plan::drop_lanes() {
  std::erase_if(lanes_, [&](const Lane& lane) {
    const bool background = !checks_hypothesis() && step_of(lane).background;
    return lane.state != Lane::State::running || (give_up_ && background);
  });
}

/// What the continuous checks have found.
void Plan::heed_checks() {
  const ContinuousCheck::News news = checks_.take_news();
  if (!news.missed || interrupted_) return;
  if (schedule_.strict) deviated_ = true;
  if (news.unable) {
    aborted_ = true;
  } else if (schedule_.fail_fast) {
    status_ = "failed";
  } else {
    return;
  }
  halted_ = true;
  checks_.end();
}

void Plan::enter(Stage stage, Instant now) {
  stage_ = stage;
  next_ = 0;
  halted_ = false;
  cut_short_ = false;
  verdict_ = Verdict::met;
  if (stage == Stage::method) method_begun_ = true;
  Json data = Json::object();
  if (checks_hypothesis()) data["title"] = schedule_.hypothesis_title;
  record(EventKind::phase_started, std::nullopt, std::move(data));
  if (stage == Stage::method) checks_.begin(schedule_, now);
}

/// The phase is over: decides what follows.
void Plan::leave(Instant now) {
  if (stage_ == Stage::joining) return leave_method(now);
  Json data = Json::object();
  const bool judged = checks_hypothesis() && !cut_short_;
  if (judged) data["met"] = verdict_ == Verdict::met;
  record(EventKind::phase_finished, std::nullopt, std::move(data));
  if (judged) conclude_check();
  if (stage_ == Stage::method) {
    checks_.end();
    stage_ = Stage::joining;
    halted_ = true;
    return;
  }
  if (stage_ == Stage::verify) return finish(now);
  if (stage_ == Stage::rollbacks) {
    const bool verifies =
        schedule_.verify_after_rollbacks && !schedule_.probes.empty() && !give_up_;
    return verifies ? enter(Stage::verify, now) : finish(now);
  }
  if (stage_ == Stage::before && judged && verdict_ == Verdict::met) {
    return enter(Stage::method, now);
  }
  enter_rollbacks_or_finish(now);
}

/// Its activities and the continuous checks are over.
void Plan::leave_method(Instant now) {
  if (aborted_ && !interrupted_) status_ = "aborted";
  const bool closes = schedule_.check_after && !schedule_.probes.empty();
  if (closes && !aborted_ && !interrupted_) return enter(Stage::after, now);
  enter_rollbacks_or_finish(now);
}

void Plan::conclude_check() {
  if (verdict_ == Verdict::met) return;
  (stage_ == Stage::before ? gate_missed_ : deviated_) = true;
  const bool decided = stage_ == Stage::verify && (interrupted_ || aborted_);
  if (!decided) status_ = verdict_ == Verdict::missed ? "completed" : "failed";
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
  if (interrupted_) return method_begun_ && schedule_.rollbacks_after_interruption;
  return status_ != "failed" || action_failed_;
}

void Plan::enter_rollbacks_or_finish(Instant now) {
  if (rollbacks_are_owed()) {
    enter(Stage::rollbacks, now);
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

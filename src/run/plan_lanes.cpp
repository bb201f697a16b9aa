// The part of the plan that begins activities and decides what follows when one has run.

#include <algorithm>
#include <utility>

#include "base/time.h"
#include "run/plan.h"

namespace brunt::run {
namespace {

using model::EventKind;

bool succeeded(const model::Event& event) {
  return string_or(event.data, "status") == "succeeded";
}

/// It succeeded and met its tolerance, if that was judged at all.
bool is_good(const model::Event& event) {
  return succeeded(event) && event.data.value("tolerance_met", true);
}

}  // namespace

void Plan::move_due_lanes(Instant now) {
  std::erase_if(lanes_, [&](const Lane& lane) {
    return lane.state == Lane::State::pause_after && lane.due <= now;
  });
  for (Lane& lane : lanes_) {
    if (lane.state == Lane::State::waiting && lane.due <= now) start(lane, now);
  }
}

bool Plan::foreground_is_free() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
    return !checks_hypothesis() && step_of(lane).background;
  });
}

bool Plan::is_left_out(const Step& step) const {
  return stage_ == Stage::rollbacks && schedule_.play_method && !step.when_ran.empty() &&
         !started_.contains(step.when_ran);
}

void Plan::take_next(Instant now) {
  while (!halted_ && next_ < steps().size() && foreground_is_free()) {
    const std::size_t index = next_++;
    if (const Step& step = steps()[index]; is_left_out(step)) {
      record(EventKind::activity_skipped, index,
             {{"reason", "\"" + step.when_ran + "\" was not started"}});
      continue;
    }
    Lane& lane =
        lanes_.emplace_back(Lane{.index = index, .state = Lane::State::waiting, .due = now});
    if (step_of(lane).pause_before > Instant{0}) {
      pause(lane, Lane::State::waiting, now);
    } else {
      start(lane, now);
    }
  }
}

void Plan::start(Lane& lane, Instant now) {
  const Step& step = step_of(lane);
  lane.state = Lane::State::running;
  if (lane.attempt++ == 0) {
    lane.begun = now;
    if (lane.round == 0) lane.first_begun = now;
  }
  if (stage_ == Stage::method) started_.insert(step.name);
  Start out{.phase = phase(), .index = lane.index, .attempt = lane.attempt};
  if (step.repeat) out.round = lane.round;
  out.at_most = step.timeout;
  if (step.until) {
    const Instant left = std::max(lane.begun + step.until->deadline - now, Instant{0});
    out.at_most = std::min(left, out.at_most.value_or(left));
  }
  out_.emplace_back(out);
}

void Plan::pause(Lane& lane, Lane::State state, Instant now) {
  const bool before = state == Lane::State::waiting;
  const Step& step = step_of(lane);
  const Instant length = before ? step.pause_before : step.pause_after;
  lane.state = state;
  lane.due = now + length;
  record(EventKind::pause_started, lane.index,
         {{"seconds", seconds(length)}, {"where", before ? "before" : "after"}});
}

void Plan::finished(const model::Event& event) {
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& candidate) {
    return event.phase == phase() && event.index == candidate.index &&
           event.round.value_or(0) == candidate.round && candidate.state == Lane::State::running;
  });
  if (lane == lanes_.end()) return;
  const Step& step = step_of(*lane);
  const Instant now = event.since_start;
  if (const auto at = tried_again_at(*lane, is_good(event), now)) {
    lane->state = Lane::State::waiting;
    lane->due = *at;
    return;
  }
  conclude_run(step, event);
  if (const auto at = repeated_at(*lane, now)) {
    lane->state = Lane::State::waiting;
    lane->due = *at;
    lane->attempt = 0;
    ++lane->round;
  } else if (!halted_ && step.pause_after > Instant{0}) {
    pause(*lane, Lane::State::pause_after, now);
  } else {
    lanes_.erase(lane);
  }
}

std::optional<Instant> Plan::tried_again_at(const Lane& lane, bool good, Instant now) const {
  const Step& step = step_of(lane);
  if (good || halted_) return std::nullopt;
  if (step.retry && lane.attempt < step.retry->times) return now + step.retry->every;
  if (step.until && now + step.until->every < lane.begun + step.until->deadline) {
    return now + step.until->every;
  }
  return std::nullopt;
}

std::optional<Instant> Plan::repeated_at(const Lane& lane, Instant now) const {
  const auto& repeat = step_of(lane).repeat;
  if (!repeat || halted_) return std::nullopt;
  const Instant next = now + repeat->every;
  if (repeat->times && lane.round + 1 >= *repeat->times) return std::nullopt;
  if (repeat->lasts && next >= lane.first_begun + *repeat->lasts) return std::nullopt;
  return next;
}

/// What a run that is not tried again means for the experiment.
void Plan::conclude_run(const Step& step, const model::Event& event) {
  if (checks_hypothesis()) {
    if (!succeeded(event)) {
      verdict_ = Verdict::failed;
    } else if (!event.data.value("tolerance_met", false)) {
      verdict_ = Verdict::missed;
    }
    if (verdict_ != Verdict::met) halted_ = true;
    return;
  }
  if (stage_ != Stage::method || interrupted_) return;
  if (step.asserts && !is_good(event)) deviated_ = true;
  if (step.fails_experiment && !succeeded(event)) {
    action_failed_ = true;
    halted_ = true;
    checks_.end();
  }
  if (!step.background && event.data.value("uncontrolled", false)) {
    aborted_ = true;
    halted_ = true;
    checks_.end();
  }
}

}  // namespace brunt::run

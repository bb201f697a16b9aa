#include "run/continuous.h"

#include <algorithm>
#include <utility>

#include "base/time.h"

namespace brunt::run {
namespace {

Record during(model::EventKind kind, std::size_t number, Json data) {
  model::Event event;
  event.kind = kind;
  event.phase = model::Phase::during;
  event.round = number;
  event.data = std::move(data);
  return {std::move(event)};
}

bool truth(const Json& data, std::string_view key) {
  const Json* value = find(data, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

}  // namespace

void ContinuousCheck::begin(const Schedule& schedule, Instant now) {
  if (schedule.probes.empty()) return;
  probes_ = schedule.probes;
  grid_ = schedule.check_during;
  begun_ = now;
}

Instant ContinuousCheck::due(std::size_t number) const {
  const Instant every = grid_ ? grid_->every : Instant{0};
  return begun_ + every * static_cast<std::int64_t>(number);
}

void ContinuousCheck::advance(Instant now, std::vector<Command>& out) {
  for (Check& check : checks_)
    move(check, now, out);
  std::erase_if(checks_, [&](const Check& check) { return check.probe >= probes_.size(); });
  begin_due_checks(now, out);
}

/// Those that are due fill the room there is; what is left of them by then is skipped.
void ContinuousCheck::begin_due_checks(Instant now, std::vector<Command>& out) {
  if (!grid_) return;
  while (due(next_) <= now && checks_.size() < grid_->most_at_once)
    begin_check(now, out);
  if (due(next_) > now) return;
  const auto late = static_cast<std::size_t>((now - due(next_)) / grid_->every) + 1;
  skip(next_, late, out);
  next_ += late;
}

void ContinuousCheck::skip(std::size_t first, std::size_t count, std::vector<Command>& out) {
  out.emplace_back(during(model::EventKind::check_skipped, first,
                          {{"count", count},
                           {"due", seconds(due(first))},
                           {"reason", std::to_string(checks_.size()) + " checks still ran"}}));
}

void ContinuousCheck::begin_check(Instant now, std::vector<Command>& out) {
  Json data = {{"due", seconds(due(next_))}, {"lateness", seconds(now - due(next_))}};
  if (!checks_.empty()) data["overlaps"] = true;
  out.emplace_back(during(model::EventKind::phase_started, next_, std::move(data)));
  Check& check = checks_.emplace_back(Check{.number = next_, .due = now});
  ++next_;
  next_probe(check, now, out);
}

/// Goes on with a check whose pause is over.
void ContinuousCheck::move(Check& check, Instant now, std::vector<Command>& out) {
  if (check.state == State::running || check.due > now) return;
  if (check.state == State::pause_before) return start_probe(check, out);
  ++check.probe;
  next_probe(check, now, out);
}

void ContinuousCheck::next_probe(Check& check, Instant now, std::vector<Command>& out) {
  if (check.probe >= probes_.size()) return conclude(check.number, {{"met", true}}, out);
  check.state = State::pause_before;
  check.due = now + probes_[check.probe].pause_before;
  if (check.due <= now) start_probe(check, out);
}

void ContinuousCheck::start_probe(Check& check, std::vector<Command>& out) {
  check.state = State::running;
  out.emplace_back(Start{.phase = model::Phase::during,
                         .index = check.probe,
                         .round = check.number,
                         .at_most = probes_[check.probe].timeout});
}

void ContinuousCheck::finished(const model::Event& event, std::vector<Command>& out) {
  const auto check = std::find_if(checks_.begin(), checks_.end(), [&](const Check& candidate) {
    return event.round == candidate.number && event.index == candidate.probe &&
           candidate.state == State::running;
  });
  if (check == checks_.end()) return;
  const bool met =
      string_or(event.data, "status") == "succeeded" && truth(event.data, "tolerance_met");
  if (interrupted_) {
    conclude(check->number, Json::object(), out);
  } else if (met) {
    check->state = State::pause_after;
    check->due = event.since_start + probes_[check->probe].pause_after;
    move(*check, event.since_start, out);
    if (check->probe < probes_.size()) return;
  } else {
    news_.missed = true;
    news_.unable =
        news_.unable || truth(event.data, "uncontrolled") || truth(event.data, "unjudged");
    conclude(check->number, {{"met", false}}, out);
  }
  checks_.erase(check);
}

void ContinuousCheck::conclude(std::size_t number, Json data, std::vector<Command>& out) {
  out.emplace_back(during(model::EventKind::phase_finished, number, std::move(data)));
}

void ContinuousCheck::interrupt(std::vector<Command>& out) {
  end();
  interrupted_ = true;
  for (const Check& check : checks_) {
    if (check.state != State::running) conclude(check.number, Json::object(), out);
  }
  std::erase_if(checks_, [](const Check& check) { return check.state != State::running; });
}

std::optional<Instant> ContinuousCheck::next_due() const {
  std::optional<Instant> least;
  if (grid_) least = due(next_);
  for (const Check& check : checks_) {
    if (check.state != State::running && (!least || check.due < *least)) least = check.due;
  }
  return least;
}

ContinuousCheck::News ContinuousCheck::take_news() {
  return std::exchange(news_, {});
}

}  // namespace brunt::run

#include "run/executor.h"

#include <cmath>
#include <system_error>

namespace brunt::run {
namespace {

model::Event event_of(model::EventKind kind, model::Phase phase, std::size_t index,
                      const std::string& name, Json data, const Clock& clock) {
  model::Event event;
  event.kind = kind;
  event.at = clock.wall();
  event.since_start = clock.since_start();
  event.phase = phase;
  event.index = index;
  event.activity = name;
  event.data = std::move(data);
  return event;
}

/// Seconds to the microsecond, as the reference's journal has durations of activities.
double microsecond_seconds(Instant length) {
  return std::round(static_cast<double>(length.count()) / 1e3) / 1e6;
}

}  // namespace

Clock Clock::real() {
  const auto start = std::chrono::steady_clock::now();
  return {wall_now, [start] { return Instant(std::chrono::steady_clock::now() - start); }};
}

Executor::Executor(Perform perform, Clock clock, Inbox<model::Event>& inbox)
    : perform_(std::move(perform)), clock_(std::move(clock)), inbox_(inbox) {}

void Executor::start(model::Phase phase, std::size_t index, std::string name) {
  const std::stop_token stop =
      (phase == model::Phase::rollbacks ? rollback_stop_ : method_stop_).get_token();
  const Instant begun = clock_.since_start();
  const auto work = [this, phase, index, name, stop, begun] {
    const provider::Notify notify = [&](Json data) {
      inbox_.push(event_of(model::EventKind::activity_progress, phase, index, name, std::move(data),
                           clock_));
    };
    Json data = perform_(phase, index, Limits{Deadline::never(), stop}, notify);
    data["duration"] = microsecond_seconds(clock_.since_start() - begun);
    inbox_.push(
        event_of(model::EventKind::activity_finished, phase, index, name, std::move(data), clock_));
  };
  try {
    threads_[{phase, index}] = std::jthread(work);
  } catch (const std::system_error& error) {
    Json data = {
        {"status", "failed"},
        {"output", nullptr},
        {"exception", {std::string("brunt.Error: no thread for it: ") + error.what() + "\n"}},
        {"uncontrolled", true},
        {"duration", 0.0}};
    inbox_.push(
        event_of(model::EventKind::activity_finished, phase, index, name, std::move(data), clock_));
  }
}

void Executor::stop(bool rollbacks) {
  (rollbacks ? rollback_stop_ : method_stop_).request_stop();
}

void Executor::finished(model::Phase phase, std::size_t index) {
  threads_.erase({phase, index});
}

std::vector<std::pair<model::Phase, std::size_t>> Executor::running() const {
  std::vector<std::pair<model::Phase, std::size_t>> out;
  out.reserve(threads_.size());
  for (const auto& [key, thread] : threads_)
    out.push_back(key);
  return out;
}

}  // namespace brunt::run

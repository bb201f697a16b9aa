#include "run/executor.h"

#include <cmath>
#include <system_error>
#include <utility>

namespace brunt::run {
namespace {

/// Seconds to the microsecond, as the reference's journal has durations of activities.
double microsecond_seconds(Instant length) {
  return std::round(static_cast<double>(length.count()) / 1e3) / 1e6;
}

bool is_closing(model::Phase phase) {
  return phase == model::Phase::rollbacks || phase == model::Phase::after_rollbacks;
}

}  // namespace

Clock Clock::real() {
  const auto start = std::chrono::steady_clock::now();
  return {wall_now, [start] { return Instant(std::chrono::steady_clock::now() - start); }};
}

Executor::Executor(Perform perform, Clock clock, Inbox<model::Event>& inbox, Finished finished)
    : perform_(std::move(perform)),
      clock_(std::move(clock)),
      inbox_(inbox),
      finished_(std::move(finished)) {}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
}

void Executor::start(const Start& start, std::string name, Caller caller) {
  const auto& stop = is_closing(start.phase) ? rollback_stop_ : method_stop_;
  const Job job{start, std::move(name), stop.get_token(), clock_.since_start()};
  running_.insert({start.phase, start.index, start.round});
  if (!hand_to_a_free_worker(job, caller)) add_worker(job);
}

bool Executor::hand_to_a_free_worker(const Job& job, Caller caller) {
  {
    const std::lock_guard lock(mutex_);
    if (free_ <= jobs_.size()) return false;
    jobs_.push_back(job);
  }
  if (caller == Caller::other) wake_.notify_one();
  return true;
}

void Executor::add_worker(const Job& job) {
  try {
    workers_.emplace_back([this, job] {
      perform(job);
      work();
    });
  } catch (const std::system_error& error) {
    Json data = {
        {"status", "failed"},
        {"output", nullptr},
        {"exception", {std::string("brunt.Error: no thread for it: ") + error.what() + "\n"}},
        {"uncontrolled", true},
        {"duration", 0.0}};
    inbox_.push(event_of(model::EventKind::activity_finished, job, std::move(data)));
  }
}

void Executor::work() {
  for (;;) {
    const auto job = next_job();
    if (!job) return;
    perform(*job);
  }
}

std::optional<Executor::Job> Executor::next_job() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return over_ || !jobs_.empty(); });
  if (over_) return std::nullopt;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  --free_;
  return job;
}

void Executor::perform(const Job& job) {
  const provider::Notify notify = [&](Json data) {
    inbox_.push(event_of(model::EventKind::activity_progress, job, std::move(data)));
  };
  Limits limits{Deadline::never(), job.stop};
  if (job.start.at_most) limits.deadline = Deadline::in(*job.start.at_most);
  Json data = perform_(job.start, limits, notify);
  data["duration"] = microsecond_seconds(clock_.since_start() - job.begun);
  if (job.start.attempt > 1) data["attempt"] = job.start.attempt;
  model::Event event = event_of(model::EventKind::activity_finished, job, std::move(data));
  {
    const std::lock_guard lock(mutex_);
    ++free_;  // before the event is seen, so that the next activity gets this thread
  }
  finished_(std::move(event));
}

model::Event Executor::event_of(model::EventKind kind, const Job& job, Json data) const {
  model::Event event;
  event.kind = kind;
  event.at = clock_.wall();
  event.since_start = clock_.since_start();
  event.phase = job.start.phase;
  event.index = job.start.index;
  event.round = job.start.round;
  event.activity = job.name;
  event.data = std::move(data);
  return event;
}

void Executor::stop(bool rollbacks) {
  (rollbacks ? rollback_stop_ : method_stop_).request_stop();
}

}  // namespace brunt::run

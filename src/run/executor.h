#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/time.h"
#include "model/event.h"
#include "provider/provider.h"
#include "run/command.h"
#include "run/inbox.h"
#include "run/schedule.h"

namespace brunt::run {

/// Runs one activity to its end and gives the data of its activity_finished, all but "duration" and
/// "attempt". Called from a worker's thread; must not throw.
using Perform = std::function<Json(const Start&, const Limits&, const provider::Notify&)>;

/// Takes an activity_finished, on the worker's thread, which is free from then on. Must not throw.
using Finished = std::function<void(model::Event)>;

/// Stamps events with wall and steady time. Copied into threads; the functions are thread-safe.
struct Clock {
  std::function<WallTime()> wall;
  std::function<Instant()> since_start;

  /// The real clocks, starting now.
  static Clock real();
};

/// Which run of which activity.
struct JobKey {
  model::Phase phase;
  std::size_t index;
  std::optional<std::size_t> round;

  friend auto operator<=>(const JobKey&, const JobKey&) = default;
};

/// A thread for each activity that runs at the same time as others; a thread that is free takes the
/// next one. Called by one thread at a time; joins its own when it goes.
class Executor {
 public:
  /// `inbox` gets activity_progress.
  Executor(Perform perform, Clock clock, Inbox<model::Event>& inbox, Finished finished);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// Who starts an activity: a worker that has told that one is finished takes the first itself.
  enum class Caller { worker, other };

  void start(const Start& start, std::string name, Caller caller);

  /// Asks the activities of rollbacks and after_rollbacks, or all others, to end.
  void stop(bool rollbacks);

  /// Its activity_finished was taken.
  void finished(const JobKey& key) { running_.erase(key); }

  /// What still runs, in order.
  const std::set<JobKey>& running() const { return running_; }

 private:
  struct Job {
    Start start;
    std::string name;
    std::stop_token stop;
    Instant begun{0};
  };

  bool hand_to_a_free_worker(const Job& job, Caller caller);
  void add_worker(const Job& job);
  void work();
  std::optional<Job> next_job();
  void perform(const Job& job);
  model::Event event_of(model::EventKind kind, const Job& job, Json data) const;

  Perform perform_;
  Clock clock_;
  Inbox<model::Event>& inbox_;
  Finished finished_;
  std::stop_source method_stop_;
  std::stop_source rollback_stop_;
  std::set<JobKey> running_;

  std::mutex mutex_;  ///< guards the four below
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::size_t free_ = 0;  ///< workers that take a job now or in a moment
  bool over_ = false;

  std::vector<std::jthread> workers_;  ///< last: joined before the rest goes
};

}  // namespace brunt::run

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/time.h"
#include "model/event.h"
#include "provider/provider.h"
#include "run/inbox.h"
#include "run/schedule.h"

namespace brunt::run {

/// Runs one activity to its end and gives the data of its activity_finished, all but "duration".
/// Called from a thread of its own; must not throw.
using Perform =
    std::function<Json(model::Phase, std::size_t index, const Limits&, const provider::Notify&)>;

/// Stamps events with wall and steady time. Copied into threads; the functions are thread-safe.
struct Clock {
  std::function<WallTime()> wall;
  std::function<Instant()> since_start;

  /// The real clocks, starting now.
  static Clock real();
};

/// One thread for each running activity. Owned by the thread that drives the run; joins them all
/// when it goes.
class Executor {
 public:
  Executor(Perform perform, Clock clock, Inbox<model::Event>& inbox);
  ~Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// activity_finished follows in the inbox, activity_progress before it.
  void start(model::Phase phase, std::size_t index, std::string name);

  /// Asks the activities of the rollbacks, or all others, to end.
  void stop(bool rollbacks);

  /// Its activity_finished was taken from the inbox: joins its thread.
  void finished(model::Phase phase, std::size_t index);

  /// What still runs, in order.
  std::vector<std::pair<model::Phase, std::size_t>> running() const;

 private:
  Perform perform_;
  Clock clock_;
  Inbox<model::Event>& inbox_;
  std::stop_source method_stop_;
  std::stop_source rollback_stop_;
  std::map<std::pair<model::Phase, std::size_t>, std::jthread> threads_;
};

}  // namespace brunt::run

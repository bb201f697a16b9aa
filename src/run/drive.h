#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "run/executor.h"
#include "run/plan.h"

namespace brunt::run {

/// What drive() needs from outside; every member must be set.
struct Outside {
  Perform perform;
  std::function<Json(model::Phase, std::size_t)> start_data;       ///< of activity_started
  std::function<Result<>(const model::Event&, bool sync)> append;  ///< to disk
  std::function<void(const model::Event&)> observe;                ///< after append
  std::function<std::string()> interrupted_by;
  Clock clock;
  std::chrono::nanoseconds patience = std::chrono::seconds(5);  ///< before a stop counts as ignored
};

/// Runs `plan`, made from `schedule`, to its end and gives its events, `first` in
/// front. Each is written before the next decision; when the disk refuses one, the run is
/// interrupted by "journal" and its rollbacks still run. `stop` interrupts, `give_up` ends the
/// rollbacks too. An activity that ignores a stop is told (activity_progress) and waited for.
///
/// This thread waits for time and stops; whichever thread has news decides, one at a time, so that
/// append and observe are called from several, never at once.
///
/// What must outlive the machine is synced: the start of an action, with all before it, before it
/// has its effect; its end; the end of a phase, an interruption, the end of the run. Starts that
/// are decided at the same time share one sync.
std::vector<model::Event> drive(Plan& plan, const Schedule& schedule, const model::Event& first,
                                const Outside& outside, std::stop_token stop,
                                std::stop_token give_up);

}  // namespace brunt::run

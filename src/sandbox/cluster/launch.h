#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "sandbox/cluster/state.h"
#include "sandbox/cluster/supervisor.h"

namespace brunt::sandbox::cluster {

struct Started {
  State state;
  std::filesystem::path folder;
  bool was_up = false;              ///< nothing was done
  int remains = 0;                  ///< processes of a crashed one that were ended first
  std::chrono::nanoseconds took{};  ///< until the function answered through the ingress
};

/// Starts a supervisor in its own session and waits until the function answers through the
/// ingress. `progress` is called with a few words, from the calling thread.
/// Errors: `unavailable` (ports, a part that does not come up), `timed_out`, `stopped`; nothing is
/// left behind then.
Result<Started> up(const Settings& wish, const Limits& limits,
                   const std::function<void(const std::string&)>& progress);

struct Ended {
  bool was_up = false;
  int processes = 0;  ///< that had to be killed because they did not end by themselves
};
/// Ends the supervisor and what it started, by process id and start time, and removes the folder.
/// Ending what is not there is no error.
Result<Ended> down(const std::string& name, const Limits& limits);

/// Names of all sandboxes that have a folder, and whether they run.
Result<std::vector<std::pair<std::string, bool>>> all_sandboxes();
/// The state of a sandbox that runs. Errors: `not_found` when it is down.
Result<State> running(const std::string& name);

/// What a command needs to use the sandbox: KUBECONFIG, HTTP_PROXY ...
Result<std::map<std::string, std::string>> environment_of(const State& state);

}  // namespace brunt::sandbox::cluster

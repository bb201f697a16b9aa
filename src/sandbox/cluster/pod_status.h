#pragma once

#include <string>

#include "base/json.h"
#include "base/time.h"

namespace brunt::sandbox::cluster {

/// What the kubelet knows of a scheduled pod.
struct PodFacts {
  bool running = false;      ///< its process is there
  bool was_started = false;  ///< or has been there before
  bool is_ready = false;
  std::string address;
  WallTime scheduled, started;
  int restarts = 0;
  Json last_state = Json::object();
  std::string waiting_message;  ///< of a back-off, else ""
  std::string container_id;
};

/// `pod` with its status as the API shows it: phase, conditions, containerStatuses.
Json with_status(const Json& pod, const PodFacts& facts, WallTime now);

/// `{"terminated": {...}}` of a process that ended with `status` (exit code, or minus the signal).
Json terminated_state(const std::string& container_id, int status, const std::string& reason,
                      WallTime started, WallTime ended);

}  // namespace brunt::sandbox::cluster

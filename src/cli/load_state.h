#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "cli/terminal_sparkline.h"

namespace brunt::cli {

/// How far a load is, as its progress events tell it.
struct LoadState {
  WallTime started{};
  std::uint64_t sent = 0, ok = 0, failed = 0, in_flight = 0;
  std::chrono::nanoseconds p99{0};
  std::vector<LoadSecond> seconds;

  friend bool operator==(const LoadState&, const LoadState&) = default;
};

/// Reads the "load" object of a progress event; what is absent stays zero. Nothing when there is
/// none.
std::optional<LoadState> load_state(const Json& data);

/// One request that has ended: when it was due, and whether it succeeded.
struct EndedRequest {
  WallTime due{};
  bool ok = false;

  friend bool operator==(const EndedRequest&, const EndedRequest&) = default;
};

/// The requests that a progress event says have ended since the one before.
std::vector<EndedRequest> ended_requests(const Json& data);

/// What a load provider's arguments ask for.
struct LoadPlan {
  std::string words;  ///< "3/s for 60 s, time-out 3 s"
  std::chrono::nanoseconds timeout{std::chrono::seconds(30)};

  friend bool operator==(const LoadPlan&, const LoadPlan&) = default;
};

/// Reads -rate, -duration and -timeout of a process provider whose program is vegeta; nothing when
/// it is another program. Placeholders are shown as they are.
std::optional<LoadPlan> load_plan(const Json& provider);

}  // namespace brunt::cli

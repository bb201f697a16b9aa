#pragma once

#include <chrono>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "sandbox/cluster/ids.h"
#include "sandbox/cluster/store.h"

namespace brunt::sandbox::cluster {

using Steady = std::chrono::steady_clock::time_point;

/// An instant on both clocks: API times are wall time, waits are steady time.
struct Now {
  WallTime wall;
  Steady steady;
};

/// What a controller works on.
struct World {
  Store& store;
  Ids& ids;
  Now now;
};

constexpr std::string_view node_name = "brunt-sandbox";

/// Adds an Event about `about`, as `component` would. The oldest beyond 256 go.
void record_event(World& world, const Json& about, std::string_view type, std::string_view reason,
                  std::string_view message, std::string_view component);

/// The reference to `owner` that makes it the controlling owner of another object.
Json controller_reference(const Json& owner);

/// Marks a pod as terminating with `grace_s` seconds; a second call can only make it sooner. The
/// kubelet does the rest; with `grace_s` 0 the object goes at once. Returns its last state.
Object begin_deletion(World& world, const Object& pod, std::int64_t grace_s);

/// Sets a condition by type in `conditions`; lastTransitionTime moves only when `status` changes.
void set_condition(Json& conditions, std::string_view type, bool status, std::string_view reason,
                   std::string_view message, WallTime now, bool with_update_time = false);

}  // namespace brunt::sandbox::cluster

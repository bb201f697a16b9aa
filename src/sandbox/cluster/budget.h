#pragma once

#include <optional>
#include <string>

#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {

/// Fills the status of every PodDisruptionBudget.
void run_budgets(World& world);

/// Why `pod` may not be evicted now, or nothing. A pod that is terminating or not ready may.
std::optional<std::string> forbidden_by_budget(const Store& store, const Json& pod);

}  // namespace brunt::sandbox::cluster

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "model/event.h"
#include "run/run.h"

namespace brunt::run {

/// Steady time since the start of the run.
using Instant = std::chrono::nanoseconds;

/// What the plan must know of one activity: nothing of what it does.
struct Step {
  std::string name{};
  bool background = false;
  std::chrono::nanoseconds pause_before{0};
  std::chrono::nanoseconds pause_after{0};
};

/// What is to happen in a run. A plain value.
struct Schedule {
  std::string hypothesis_title;
  std::vector<Step> probes;  ///< of the hypothesis
  std::vector<Step> method;
  std::vector<Step> rollbacks;
  bool check_before = true;  ///< the gate
  bool check_after = true;
  RollbackStrategy rollback_strategy = RollbackStrategy::when_not_failed;

  /// The hypothesis' probes for the phases before and after.
  const std::vector<Step>& steps(model::Phase phase) const;
};

}  // namespace brunt::run

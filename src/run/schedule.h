#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "run/strategy.h"

namespace brunt::run {

/// Steady time since the start of the run.
using Instant = std::chrono::nanoseconds;

/// What the plan must know of one activity: nothing of what it does.
struct Step {
  std::string name{};
  bool background = false;
  std::chrono::nanoseconds pause_before{0};
  std::chrono::nanoseconds pause_after{0};
  bool acts = false;  ///< it has an effect, so its start is safe on disk before it happens
  std::optional<std::chrono::nanoseconds> timeout{};  ///< of one run
  bool asserts = false;                               ///< in the method: a miss is a deviation
  bool fails_experiment = false;                      ///< in the method: when it fails
  std::optional<model::Retry> retry{};
  std::optional<model::Until> until{};
  std::optional<model::Repeat> repeat{};
  std::string when_ran{};  ///< in the rollbacks: only if this activity of the method was started
};

/// Checks while the method runs: one every `every`, the first at once.
struct Grid {
  std::chrono::nanoseconds every{std::chrono::seconds(1)};
  std::size_t most_at_once = 16;  ///< what is due beyond these is skipped, and told
};

/// What is to happen in a run. A plain value.
struct Schedule {
  std::string hypothesis_title;
  std::vector<Step> probes;  ///< of the hypothesis
  std::vector<Step> method;
  std::vector<Step> rollbacks;
  bool check_before = true;  ///< the gate
  bool check_after = true;
  std::optional<Grid> check_during;
  bool fail_fast = false;  ///< a miss of a check during the method ends the method
  bool strict = false;     ///< a miss of a check during the method is a deviation
  RollbackStrategy rollback_strategy = RollbackStrategy::when_not_failed;
  /// Does the default strategy play them after an interruption, once the method has begun? The
  /// reference does not.
  bool rollbacks_after_interruption = true;
  bool verify_after_rollbacks = false;
  bool play_method = true;  ///< else the rollbacks alone are played, all of them

  /// The hypothesis' probes for all phases but method and rollbacks.
  const std::vector<Step>& steps(model::Phase phase) const;
};

}  // namespace brunt::run

#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "analysis/impact_windows.h"
#include "base/time.h"
#include "cli/load_state.h"

namespace brunt::cli {

/// Follows a load while it runs and says when users begin to fail and when they are answered again.
/// Judges with the same scan as the report, on the requests that have ended so far; a request in
/// flight is neither good nor bad.
class UsersWatch {
 public:
  struct State {
    bool failing = false;
    WallTime since{};                    ///< due time of the first failure, or of the first answer
    std::chrono::nanoseconds lasted{0};  ///< of the stretch of failures, once it is over

    friend bool operator==(const State&, const State&) = default;
  };

  /// Nothing before the first stretch of failures.
  const std::optional<State>& state() const { return state_; }

  void fault_at(WallTime at) { fault_ = at; }

  /// True when state() has changed.
  bool add(const std::vector<EndedRequest>& ended);

 private:
  std::optional<State> judge() const;

  std::vector<analysis::Point> points_;  ///< by due time
  std::optional<WallTime> fault_;
  std::optional<State> state_;
};

}  // namespace brunt::cli

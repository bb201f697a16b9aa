#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <variant>

#include "model/event.h"

namespace brunt::run {

/// Put this on record: kind, phase, index, activity and data are the plan's, the time is stamped.
struct Record {
  model::Event event;
};

/// Start this activity, with activity_started on record first.
struct Start {
  model::Phase phase = model::Phase::before;
  std::size_t index = 0;
  std::optional<std::size_t> round{};                 ///< as the event's
  std::size_t attempt = 1;                            ///< 1-based
  std::optional<std::chrono::nanoseconds> at_most{};  ///< how long this run may take
};

/// End what runs: the activities of rollbacks and after_rollbacks, or all others.
struct Stop {
  bool rollbacks;
};

using Command = std::variant<Record, Start, Stop>;

}  // namespace brunt::run

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/time.h"

namespace brunt::report {

/// The one time axis of the page: instants to units of a drawing.
struct TimeAxis {
  WallTime origin{};  ///< at `left`
  double span = 1;    ///< seconds shown, > 0
  double left = 0;    ///< first unit
  double width = 1;   ///< units

  double x(WallTime at) const { return left + width * seconds(at - origin) / span; }
  double units(double span_seconds) const { return width * span_seconds / span; }
};

/// A mark on the axis.
struct Tick {
  WallTime at{};
  std::string label;  ///< HH:MM:SS, with a decimal where the step is below a second
};

/// At most `most` instants on round UTC steps (0.1 s to a week) inside the axis, in order.
std::vector<Tick> round_ticks(const TimeAxis& axis, std::size_t most);

/// The smallest round step, in seconds, that puts at most `most` ticks on `span` seconds.
double round_step(double span, std::size_t most);

/// A logarithmic scale of latencies, seconds to units; `low` at `bottom`, `high` at `top`.
struct LogScale {
  double low = 0.1, high = 1;
  double bottom = 0, top = 1;

  /// Values outside are drawn at the edge.
  double y(double value) const;
};

/// From 100 ms, or the decade below `fastest`, to `limit`; without a limit, to the next 1-3-10 step
/// above `slowest`. All in seconds, 0 = unknown.
LogScale latency_scale(double fastest, double slowest, double limit);

/// The 1-3-10 steps from `low` to `high`, both ends of the scale included where they are such
/// steps.
std::vector<double> log_ticks(const LogScale& scale);

}  // namespace brunt::report

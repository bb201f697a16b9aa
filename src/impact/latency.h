#pragma once

#include <optional>
#include <vector>

#include "impact/report_model.h"

namespace brunt::impact {

/// Seconds that the successes of a phase took.
struct PhaseTimes {
  std::vector<double> in_order;  ///< of their sending
  std::vector<double> sorted;    ///< ascending
};

/// Those of a run, apart by when they were sent.
struct Latencies {
  std::vector<double> all;  ///< ascending
  PhaseTimes before, during, after;
};

/// A phase's times made ready.
PhaseTimes phase_of(std::vector<double> in_order);

/// `during`: inside the windows; `after`: after the last one, or, without one, after the fault.
/// Before and after are empty without a fault.
Latencies latencies_of(const std::vector<RequestMark>& requests,
                       const std::optional<WallTime>& fault,
                       const std::vector<ImpactWindow>& windows);

/// Quantiles with their intervals.
Quantiles quantiles_of(const std::vector<double>& sorted);

/// Median time until a failure was known, over failures that tell one; absent without.
std::optional<double> time_to_failure(const std::vector<RequestMark>& requests);

}  // namespace brunt::impact

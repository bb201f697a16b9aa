#pragma once

#include <optional>
#include <vector>

#include "impact/report_model.h"

namespace brunt::impact {

/// Seconds that successes took, in order of time, apart by when they were sent.
struct Latencies {
  std::vector<double> all, before, during, after;
};

/// `during`: inside the windows; `after`: after the last one, or, without one, after the fault.
/// Before and after are empty without a fault.
Latencies latencies_of(const std::vector<RequestMark>& requests,
                       const std::optional<WallTime>& fault,
                       const std::vector<ImpactWindow>& windows);

/// Quantiles with their intervals; `values` in any order.
Quantiles quantiles_of(std::vector<double> values);

/// Median time until a failure was known, over failures that tell one; absent without.
std::optional<double> time_to_failure(const std::vector<RequestMark>& requests);

}  // namespace brunt::impact

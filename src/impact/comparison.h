#pragma once

#include <optional>
#include <vector>

#include "impact/latency.h"
#include "impact/measure.h"
#include "impact/requests.h"

namespace brunt::impact {

/// What a change of latency must exceed to be called one: this share of the median before, or
/// these seconds, whichever is more; and the chance that a later value exceeds one before.
inline constexpr double tolerated_share = 0.1;
inline constexpr double tolerated_seconds = 0.005;
inline constexpr double least_superiority = 0.64;  ///< "medium" in Vargha and Delaney 2000

/// Before, during and after, a row per quantity: failure ratio, latency of successes, the server's
/// own time where its log tells it, what metrics counted a second. Source: report.md C.5, "Latency
/// comparison", "Difference of two ratios".
std::vector<Comparison> compare_phases(const LoadEvidence& load, const Measured& measured,
                                       const Latencies& latencies,
                                       const std::optional<WallTime>& fault,
                                       const std::vector<LogLane>& logs,
                                       const std::vector<MetricLane>& metrics);

}  // namespace brunt::impact

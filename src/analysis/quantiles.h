#pragma once

#include <span>

namespace brunt::analysis {

/// The quantile `p` in [0, 1] of values in ascending order; 0 when there are none.
/// Source: Hyndman and Fan 1996, type 8 (median-unbiased), R's quantile(type = 8).
double quantile(std::span<const double> sorted, double p);

}  // namespace brunt::analysis

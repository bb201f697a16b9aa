#pragma once

#include <span>

#include "analysis/ratio.h"

namespace brunt::analysis {

/// The quantile `p` in [0, 1] of values in ascending order; 0 when there are none.
/// Source: Hyndman and Fan 1996, type 8 (median-unbiased), R's quantile(type = 8).
double quantile(std::span<const double> sorted, double p);

/// Interval of the true quantile `p` in (0, 1), from order statistics, whatever the distribution;
/// interpolated between neighbours so that it holds its level. An end that the sample is too small
/// to bound is infinite. Source: Nyblom 1992.
Range quantile_interval(std::span<const double> sorted, double p, double level = 0.95);

}  // namespace brunt::analysis

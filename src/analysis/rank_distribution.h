#pragma once

#include <cstddef>

namespace brunt::analysis {

/// How many of the smallest differences a two-sided interval of `level` leaves out at each end,
/// plus one: the interval goes from the k-th smallest to the k-th largest of the n * m differences.
/// From the exact distribution of Mann and Whitney's U when both samples are below 50, else from
/// its normal limit. At least 1. Source: Hollander and Wolfe 1999, 4.3; R's wilcox.test.
std::size_t differences_left_out(std::size_t n, std::size_t m, double level);

/// Chance that U is at most `u`, without ties. Exact; needs n * m counts and n * n * m steps.
double rank_sum_cdf(std::size_t u, std::size_t n, std::size_t m);

}  // namespace brunt::analysis

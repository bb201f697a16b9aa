#pragma once

#include <cstddef>
#include <span>

namespace brunt::analysis {

/// The `k`th smallest (from 0) of all differences b - a. Both ascending and not empty, k below the
/// number of pairs. No pair is stored but those near the answer: memory is linear, time
/// (n + m) log(range). Found by halving the range of values; exact.
double kth_difference(std::span<const double> a, std::span<const double> b, std::size_t k);

}  // namespace brunt::analysis

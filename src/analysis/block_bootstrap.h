#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "analysis/ratio.h"

namespace brunt::analysis {

/// How a moving-block bootstrap is made.
struct Bootstrap {
  std::size_t block = 1;  ///< values that follow each other and are drawn together: 1 s of requests
  std::size_t resamples = 10'000;
  std::uint64_t seed = 20180424;
  double level = 0.95;
};

/// Percentile interval of median(b) - median(a), each in order of time: successive values depend
/// on each other, so whole blocks are drawn. Absent when either is shorter than two blocks. The
/// same input gives the same bytes. Above 512 values medians are read off 64 steps around the
/// sample's own, and blocks begin at 2048 places. Source: Kuensch 1989.
std::optional<Range> median_difference_interval(std::span<const double> a,
                                                std::span<const double> b, const Bootstrap& how);

}  // namespace brunt::analysis

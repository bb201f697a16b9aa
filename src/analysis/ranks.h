#pragma once

#include <span>

namespace brunt::analysis {

/// Two samples compared by ranks.
struct RankTest {
  double u = 0;         ///< pairs in which `a` is above `b`, ties half
  double z = 0;         ///< normal deviate, tie and continuity corrected
  double p = 1;         ///< two-sided
  double effect = 0.5;  ///< chance that a value of `b` exceeds one of `a` (Vargha and Delaney)
};

/// Both in any order. p is 1 when a sample is empty or all values are equal.
/// Source: Mann and Whitney 1947.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b);

/// Median of all differences b - a; 0 when one is empty. Quadratic: above 1000 values a side,
/// evenly spaced ranks of each are used. Source: Hodges and Lehmann 1963.
double hodges_lehmann_shift(std::span<const double> a, std::span<const double> b);

}  // namespace brunt::analysis

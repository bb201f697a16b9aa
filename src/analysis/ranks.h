#pragma once

#include <span>

#include "analysis/ratio.h"

namespace brunt::analysis {

/// Two samples compared by ranks.
struct RankTest {
  double u = 0;         ///< pairs in which `a` is above `b`, ties half
  double z = 0;         ///< normal deviate, tie and continuity corrected
  double p = 1;         ///< two-sided
  double effect = 0.5;  ///< chance that a value of `b` exceeds one of `a` (Vargha and Delaney)
};

/// Both ascending. p is 1 when a sample is empty or all values are equal.
/// Sources: Mann and Whitney 1947; Vargha and Delaney 2000.
RankTest mann_whitney_sorted(std::span<const double> a, std::span<const double> b);

/// As mann_whitney_sorted(), in any order.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b);

/// How far `b` lies above `a`.
struct Shift {
  double value = 0;  ///< median of all differences b - a
  Range interval;    ///< of the shift, at the level asked for
};

/// Both ascending; all 0 when one is empty. Linear memory, every pair counted; above 20 000 values
/// a side 20 000 evenly spaced ranks stand for all.
/// Source: Hodges and Lehmann 1963.
Shift hodges_lehmann_sorted(std::span<const double> a, std::span<const double> b,
                            double level = 0.95);

/// As hodges_lehmann_sorted(), in any order.
Shift hodges_lehmann(std::span<const double> a, std::span<const double> b, double level = 0.95);

}  // namespace brunt::analysis

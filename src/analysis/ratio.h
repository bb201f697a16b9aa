#pragma once

#include <cstddef>

namespace brunt::analysis {

/// A closed range, low <= high.
struct Range {
  double low = 0, high = 0;
  friend bool operator==(const Range&, const Range&) = default;
};

/// `count` of `total` things, count <= total.
struct Ratio {
  std::size_t count = 0, total = 0;

  /// 0 for an empty ratio.
  double value() const {
    return total == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(total);
  }
};

/// The normal deviate of a two-sided 95 % interval.
inline constexpr double z95 = 1.959963984540054;

/// Wilson's score interval; [0, 1] when nothing was counted. Source: Wilson 1927, Newcombe 1998
/// method 3.
Range wilson(Ratio ratio, double z = z95);

/// Interval of a - b. [-1, 1] when both are empty. Source: Newcombe 1998, method 10 (hybrid score).
Range newcombe_difference(Ratio a, Ratio b, double z = z95);

/// Fisher's exact test of two ratios being equal, two-sided: the sum of all tables as likely as
/// this one or less. In (0, 1].
double fisher_exact(Ratio a, Ratio b);

/// Natural logarithm of fisher_exact(): stays finite where the value underflows.
double log_fisher_exact(Ratio a, Ratio b);

/// Requests without a failure that are needed to support a failure ratio of at most `ratio`:
/// z^2 (1-p) / p, rounded up. `ratio` in (0, 1).
std::size_t baseline_size(double ratio, double z = z95);

}  // namespace brunt::analysis

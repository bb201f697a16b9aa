#include "analysis/ranks.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/differences.h"
#include "analysis/rank_distribution.h"

namespace brunt::analysis {
namespace {

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

/// At most 20 000 values at even ranks.
std::vector<double> evenly(std::span<const double> sorted) {
  constexpr std::size_t most = 20'000;
  if (sorted.size() <= most) return {sorted.begin(), sorted.end()};
  std::vector<double> kept;
  kept.reserve(most);
  for (std::size_t i = 0; i < most; ++i)
    kept.push_back(sorted[(2 * i + 1) * sorted.size() / (2 * most)]);
  return kept;
}

struct RankSum {
  double of_a = 0;  ///< sum of the ranks of `a`, ties at their mean
  double ties = 0;  ///< sum of t^3 - t
};

RankSum rank_sum(std::span<const double> a, std::span<const double> b) {
  RankSum sum;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    const double value = j >= b.size() || (i < a.size() && a[i] <= b[j]) ? a[i] : b[j];
    const double before = static_cast<double>(i + j);
    const std::size_t i0 = i;
    const std::size_t j0 = j;
    while (i < a.size() && a[i] <= value)
      ++i;
    while (j < b.size() && b[j] <= value)
      ++j;
    const double t = static_cast<double>(i - i0 + j - j0);
    sum.of_a += static_cast<double>(i - i0) * (before + (t + 1) / 2);
    sum.ties += t * t * t - t;
  }
  return sum;
}

}  // namespace

RankTest mann_whitney_sorted(std::span<const double> a, std::span<const double> b) {
  RankTest test;
  if (a.empty() || b.empty()) return test;
  const RankSum ranks = rank_sum(a, b);
  const double na = static_cast<double>(a.size());
  const double nb = static_cast<double>(b.size());
  const double n = na + nb;
  test.u = ranks.of_a - na * (na + 1) / 2;
  test.effect = 1 - test.u / (na * nb);
  const double off = test.u - na * nb / 2;
  const double variance = na * nb / 12 * (n + 1 - ranks.ties / (n * (n - 1)));
  if (variance <= 0) return test;
  const double size = std::max(0.0, std::abs(off) - 0.5) / std::sqrt(variance);
  test.z = std::copysign(size, off);
  test.p = std::min(1.0, std::erfc(size / std::sqrt(2.0)));
  return test;
}

RankTest mann_whitney(std::span<const double> a, std::span<const double> b) {
  return mann_whitney_sorted(sorted(a), sorted(b));
}

Shift hodges_lehmann_sorted(std::span<const double> all_a, std::span<const double> all_b,
                            double level) {
  if (all_a.empty() || all_b.empty()) return {};
  const std::vector<double> a = evenly(all_a);
  const std::vector<double> b = evenly(all_b);
  const std::size_t pairs = a.size() * b.size();
  Shift shift;
  shift.value = kth_difference(a, b, pairs / 2);
  if (pairs % 2 == 0) shift.value = (shift.value + kth_difference(a, b, pairs / 2 - 1)) / 2;
  // The same share of the differences is left out as of all of them.
  const double left_out =
      static_cast<double>(differences_left_out(all_a.size(), all_b.size(), level));
  const double all = static_cast<double>(all_a.size()) * static_cast<double>(all_b.size());
  const auto part = static_cast<std::size_t>(
      std::max(1.0, std::round(left_out / all * static_cast<double>(pairs))));
  const std::size_t k = std::min(part, (pairs + 1) / 2);
  shift.interval = {kth_difference(a, b, k - 1), kth_difference(a, b, pairs - k)};
  return shift;
}

Shift hodges_lehmann(std::span<const double> a, std::span<const double> b, double level) {
  return hodges_lehmann_sorted(sorted(a), sorted(b), level);
}

}  // namespace brunt::analysis

#include "analysis/ranks.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace brunt::analysis {
namespace {

constexpr std::size_t most_values = 1000;

std::vector<double> thinned(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() <= most_values) return sorted;
  std::vector<double> kept;
  for (std::size_t i = 0; i < most_values; ++i) {
    kept.push_back(sorted[(2 * i + 1) * sorted.size() / (2 * most_values)]);
  }
  return kept;
}

}  // namespace

RankTest mann_whitney(std::span<const double> a, std::span<const double> b) {
  RankTest test;
  if (a.empty() || b.empty()) return test;
  struct Value {
    double value;
    bool of_a;
  };
  std::vector<Value> all;
  for (const double value : a)
    all.push_back({value, true});
  for (const double value : b)
    all.push_back({value, false});
  std::sort(all.begin(), all.end(),
            [](const Value& x, const Value& y) { return x.value < y.value; });
  double ranks = 0;  // of a
  double ties = 0;   // sum of t^3 - t
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    while (j < all.size() && all[j].value <= all[i].value)
      ++j;
    const double t = static_cast<double>(j - i);
    const double rank = static_cast<double>(i) + (t + 1) / 2;
    for (std::size_t k = i; k < j; ++k)
      ranks += all[k].of_a ? rank : 0;
    ties += t * t * t - t;
    i = j;
  }
  const double na = static_cast<double>(a.size());
  const double nb = static_cast<double>(b.size());
  const double n = na + nb;
  test.u = ranks - na * (na + 1) / 2;
  test.effect = 1 - test.u / (na * nb);
  const double off = test.u - na * nb / 2;
  const double variance = na * nb / 12 * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return test;
  const double size = std::max(0.0, std::abs(off) - 0.5) / std::sqrt(variance);
  test.z = std::copysign(size, off);
  test.p = std::min(1.0, std::erfc(size / std::sqrt(2.0)));
  return test;
}

double hodges_lehmann_shift(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) return 0;
  const std::vector<double> xs = thinned(a);
  const std::vector<double> ys = thinned(b);
  std::vector<double> differences;
  differences.reserve(xs.size() * ys.size());
  for (const double y : ys) {
    for (const double x : xs)
      differences.push_back(y - x);
  }
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  if (differences.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(differences.begin(), middle)) / 2;
}

}  // namespace brunt::analysis

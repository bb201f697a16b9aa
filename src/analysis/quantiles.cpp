#include "analysis/quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/binomial.hpp>

namespace brunt::analysis {
namespace {

/// A value that the true quantile is at most with chance `chance`. P(quantile <= X(r)), r from 1,
/// is the chance that fewer than r of n values lie below the quantile.
double limit(std::span<const double> sorted, double p, double chance) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const double n = static_cast<double>(sorted.size());
  const boost::math::binomial_distribution<double> below(n, p);
  const auto at_most = [&](double r) { return boost::math::cdf(below, r - 1); };
  if (chance < at_most(1)) return -infinite;
  if (chance >= at_most(n)) return infinite;
  double r = std::clamp(std::floor(boost::math::quantile(below, chance)) + 1, 1.0, n - 1);
  while (r > 1 && at_most(r) > chance)
    --r;
  while (r < n - 1 && at_most(r + 1) <= chance)
    ++r;
  const double inner = at_most(r);
  const double outer = at_most(r + 1);
  const double odds = r * (1 - p) * (outer - chance) / ((n - r) * p * (chance - inner));
  const double share = chance > inner ? 1 / (1 + odds) : 0;
  const auto place = static_cast<std::size_t>(r);
  return sorted[place - 1] + share * (sorted[place] - sorted[place - 1]);
}

}  // namespace

double quantile(std::span<const double> sorted, double p) {
  if (sorted.empty()) return 0;
  const double n = static_cast<double>(sorted.size());
  const double place = (n + 1.0 / 3.0) * p + 1.0 / 3.0;  // 1-based, between two values
  const double below = std::floor(place + 4 * 2.2e-16);
  const double share = std::clamp(place - below, 0.0, 1.0);
  const auto at = [&](double index) {
    return sorted[static_cast<std::size_t>(std::clamp(index, 1.0, n)) - 1];
  };
  return at(below) + share * (at(below + 1) - at(below));
}

Range quantile_interval(std::span<const double> sorted, double p, double level) {
  if (sorted.size() < 2) {
    return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  }
  const double tail = (1 - level) / 2;
  return {limit(sorted, p, tail), limit(sorted, p, 1 - tail)};
}

}  // namespace brunt::analysis

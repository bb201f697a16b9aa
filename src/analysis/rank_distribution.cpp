#include "analysis/rank_distribution.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/normal.hpp>

namespace brunt::analysis {
namespace {

constexpr std::size_t exact_below = 50;

/// Chance of each U in [0, n * m]: the coefficients of the Gaussian binomial, that is the product
/// of (1 - q^(m+i)) / (1 - q^i) for i = 1 to n, scaled to sum to 1.
std::vector<double> chances(std::size_t n, std::size_t m) {
  const std::size_t top = n * m;
  std::vector<double> counts(top + 1, 0.0);
  counts[0] = 1;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t u = top + 1; u-- > m + i;)
      counts[u] -= counts[u - m - i];
    for (std::size_t u = i; u <= top; ++u)
      counts[u] += counts[u - i];
  }
  double all = 0;
  for (const double count : counts)
    all += count;
  for (double& count : counts)
    count /= all;
  return counts;
}

/// The smallest u with P(U <= u) >= chance.
std::size_t exact_quantile(std::size_t n, std::size_t m, double chance) {
  double sum = 0;
  const auto all = chances(n, m);
  for (std::size_t u = 0; u < all.size(); ++u) {
    sum += all[u];
    if (sum >= chance) return u;
  }
  return all.size() - 1;
}

}  // namespace

double rank_sum_cdf(std::size_t u, std::size_t n, std::size_t m) {
  const auto all = chances(n, m);
  double sum = 0;
  for (std::size_t i = 0; i <= std::min(u, n * m); ++i)
    sum += all[i];
  return std::min(1.0, sum);
}

std::size_t differences_left_out(std::size_t n, std::size_t m, double level) {
  const double tail = (1 - level) / 2;
  if (n < exact_below && m < exact_below) {
    return std::max<std::size_t>(1, exact_quantile(n, m, tail));
  }
  const double nm = static_cast<double>(n) * static_cast<double>(m);
  const double sd = std::sqrt(nm * static_cast<double>(n + m + 1) / 12);
  const double z = boost::math::quantile(boost::math::normal(), 1 - tail);
  return static_cast<std::size_t>(std::max(1.0, std::round(nm / 2 - z * sd)));
}

}  // namespace brunt::analysis

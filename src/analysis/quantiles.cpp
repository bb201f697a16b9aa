#include "analysis/quantiles.h"

#include <algorithm>
#include <cmath>

namespace brunt::analysis {

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

}  // namespace brunt::analysis

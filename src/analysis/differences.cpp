#include "analysis/differences.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace brunt::analysis {
namespace {

/// Pairs with b - a <= limit. For each b in ascending order the a that fit begin later and later.
std::size_t pairs_up_to(std::span<const double> a, std::span<const double> b, double limit) {
  std::size_t first = 0;
  std::size_t pairs = 0;
  for (const double y : b) {
    while (first < a.size() && y - a[first] > limit)
      ++first;
    pairs += a.size() - first;
  }
  return pairs;
}

/// Differences in (low, high].
std::vector<double> between(std::span<const double> a, std::span<const double> b, double low,
                            double high) {
  std::vector<double> found;
  std::size_t first = 0;
  for (const double y : b) {
    while (first < a.size() && y - a[first] > high)
      ++first;
    for (std::size_t i = first; i < a.size() && y - a[i] > low; ++i)
      found.push_back(y - a[i]);
  }
  return found;
}

}  // namespace

double kth_difference(std::span<const double> a, std::span<const double> b, std::size_t k) {
  double low = std::nextafter(b.front() - a.back(), -std::numeric_limits<double>::infinity());
  double high = b.back() - a.front();
  std::size_t below = 0;  // pairs up to `low`
  std::size_t upto = a.size() * b.size();
  while (upto - below > a.size() + b.size()) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;  // neighbours: all that is left is equal
    const std::size_t pairs = pairs_up_to(a, b, middle);
    if (pairs > k) {
      high = middle;
      upto = pairs;
    } else {
      low = middle;
      below = pairs;
    }
  }
  std::vector<double> near = between(a, b, low, high);
  const auto place = near.begin() + static_cast<std::ptrdiff_t>(k - below);
  std::nth_element(near.begin(), place, near.end());
  return *place;
}

}  // namespace brunt::analysis

#include "analysis/silence.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace brunt::analysis {

std::optional<Silence> find_silence(std::span<const std::int64_t> times_ns, bool paced) {
  if (times_ns.size() < 5) return std::nullopt;
  std::vector<std::int64_t> gaps;
  for (std::size_t i = 1; i < times_ns.size(); ++i)
    gaps.push_back(times_ns[i] - times_ns[i - 1]);
  const auto longest = std::max_element(gaps.begin(), gaps.end());
  const auto after = static_cast<std::size_t>(longest - gaps.begin());
  const std::int64_t gap = *longest;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  const double typical = static_cast<double>(std::max<std::int64_t>(*middle, 1));
  // The median of exponential gaps is ln 2 / rate.
  const double limit = paced ? 3 * typical : typical / std::log(2.0) * std::log(1e6);
  if (static_cast<double>(gap) <= limit) return std::nullopt;
  return Silence{after, times_ns[after], times_ns[after + 1], static_cast<double>(gap) / 1e9};
}

}  // namespace brunt::analysis

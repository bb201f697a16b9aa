#include "analysis/silence.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace brunt::analysis {

namespace {

/// Mean seconds between lines before the fault, in nanoseconds; absent with fewer than five.
std::optional<double> mean_gap_before(std::span<const std::int64_t> times_ns, std::int64_t fault) {
  const auto end = std::lower_bound(times_ns.begin(), times_ns.end(), fault);
  if (end - times_ns.begin() < 5) return std::nullopt;
  const double span = static_cast<double>(*std::prev(end) - times_ns.front());
  return span / static_cast<double>(end - times_ns.begin() - 1);
}

}  // namespace

std::optional<Silence> find_silence(std::span<const std::int64_t> times_ns, bool paced,
                                    std::optional<std::int64_t> fault_at_ns) {
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
  const auto before = fault_at_ns ? mean_gap_before(times_ns, *fault_at_ns) : std::nullopt;
  const double mean = std::max(before.value_or(typical / std::log(2.0)), 1.0);
  const double limit = paced ? 3 * typical : mean * std::log(1e6);
  if (static_cast<double>(gap) <= limit) return std::nullopt;
  return Silence{after, times_ns[after], times_ns[after + 1], static_cast<double>(gap) / 1e9};
}

}  // namespace brunt::analysis

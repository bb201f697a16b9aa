#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <vector>

#include "sandbox/platform/promql/labels.h"
#include "sandbox/platform/promql/matcher.h"

namespace brunt::sandbox::platform::promql {

struct Sample {
  std::int64_t time_ms = 0;
  double value = 0;
};

/// The value that says "this series ended here". Source: Prometheus, model/value/value.go.
inline double stale_marker() {
  return std::bit_cast<double>(std::uint64_t{0x7ff0000000000002});
}
inline bool is_stale(double value) {
  return std::bit_cast<std::uint64_t>(value) == 0x7ff0000000000002;
}

struct Series {
  Labels labels;
  std::deque<Sample> samples;  ///< times rise strictly
};

/// Series in memory: as much as `retention` back from the newest sample, and at most `max_series`.
/// Not thread-safe; its owner locks.
class Store {
 public:
  explicit Store(std::int64_t retention_ms = std::int64_t{6} * 3'600'000,
                 std::size_t max_series = 5'000)
      : retention_ms_(retention_ms), max_series_(max_series) {}

  /// Adds a sample. False, and nothing is kept, when it is not newer than the series' last one, or
  /// would make one series too many.
  bool append(const Labels& labels, Sample sample);

  /// The series that all of `matchers` accept, in the order of their labels. Valid until the next
  /// append.
  std::vector<const Series*> select(const std::vector<Matcher>& matchers) const;

  std::size_t series() const { return series_.size(); }

 private:
  void forget_before(std::int64_t time_ms);

  std::int64_t retention_ms_;
  std::size_t max_series_;
  std::map<Labels, Series> series_;
  std::int64_t swept_ms_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace brunt::sandbox::platform::promql

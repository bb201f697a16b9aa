#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace brunt::load {

/// Counts of durations in buckets whose width grows with the value, so that the relative error is
/// bounded: 2^-bits (0.1 % with 10, 0.8 % with 7). Adding two histograms is exact. Takes no memory
/// for values above the largest seen. Source: HdrHistogram.
class Histogram {
 public:
  explicit Histogram(unsigned bits = 10) : bits_(bits) {}

  /// Negative values count as 0.
  void add(std::chrono::nanoseconds value);
  void add(const Histogram& other);

  /// Calls `call(lowest value, highest value, count)` of each bucket that is not empty, ascending.
  template <class Call>
  void each(Call call) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > 0) call(i == 0 ? 0 : upper(i - 1) + 1, upper(i), counts_[i]);
    }
  }

  std::uint64_t count() const { return count_; }
  std::chrono::nanoseconds max() const { return max_; }

  /// The smallest bucket's upper bound that at least the share `q` (0 to 1) of the values does not
  /// exceed; never above max(). 0 when empty.
  std::chrono::nanoseconds quantile(double q) const;

 private:
  std::size_t index(std::uint64_t value) const;
  std::uint64_t upper(std::size_t index) const;

  unsigned bits_;
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds max_{0};
  std::vector<std::uint32_t> counts_;
};

}  // namespace brunt::load

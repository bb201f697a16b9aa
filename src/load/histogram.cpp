#include "load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace brunt::load {

std::size_t Histogram::index(std::uint64_t value) const {
  const auto width = static_cast<unsigned>(std::bit_width(value));
  if (width <= bits_ + 1) return value;
  const unsigned shift = width - bits_ - 1;
  return (static_cast<std::size_t>(shift) << bits_) + static_cast<std::size_t>(value >> shift);
}

std::uint64_t Histogram::upper(std::size_t index) const {
  if (index < (std::size_t{2} << bits_)) return index;
  const auto shift = static_cast<unsigned>((index >> bits_) - 1);
  const std::uint64_t low = (index & ((std::size_t{1} << bits_) - 1)) | (std::uint64_t{1} << bits_);
  return ((low + 1) << shift) - 1;
}

void Histogram::add(std::chrono::nanoseconds value) {
  const auto at = index(static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0)));
  if (at >= counts_.size()) counts_.resize(at + 1);
  ++counts_[at];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::add(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i)
    counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::chrono::nanoseconds Histogram::quantile(double q) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (counts_[i] > 0 && seen >= wanted) {
      return std::min(std::chrono::nanoseconds(static_cast<std::int64_t>(upper(i))), max_);
    }
  }
  return max_;
}

}  // namespace brunt::load

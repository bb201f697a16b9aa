#include "analysis/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "analysis/quantiles.h"

namespace brunt::analysis {
namespace {

constexpr std::size_t exact_values = 512;
constexpr std::size_t steps = 64;
constexpr std::size_t most_starts = 2048;

/// A sample made ready to be drawn from: how many values of each block are at most each step.
class Blocks {
 public:
  Blocks(std::span<const double> values, std::size_t length)
      : values_(values), length_(length), drawn_(values.size() / length) {
    const std::size_t places = values.size() - length + 1;
    const std::size_t kept = std::min(places, most_starts);
    for (std::size_t i = 0; i < kept; ++i)
      starts_.push_back(kept == 1 ? 0 : i * (places - 1) / (kept - 1));
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    choose_steps(sorted);
    count();
  }

  /// The median of one resample.
  double draw(std::mt19937_64& random, std::vector<std::uint32_t>& drawn) const {
    drawn.resize(drawn_);
    for (std::uint32_t& start : drawn)
      start = static_cast<std::uint32_t>(random() % starts_.size());
    const std::size_t total = drawn_ * length_;
    std::size_t low = 0;  // first step that half of the values do not exceed
    std::size_t high = steps_.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (2 * counted(middle, drawn) >= total) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return median_at(low, drawn, total);
  }

 private:
  void choose_steps(const std::vector<double>& sorted) {
    if (sorted.size() <= exact_values) {
      steps_ = sorted;
      steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
      exact_ = true;
      return;
    }
    const double reach = std::min(0.5, 8 * spread(quantile(sorted, 0.5)));
    for (std::size_t i = 0; i < steps; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(steps - 1);
      steps_.push_back(quantile(sorted, 0.5 - reach + 2 * reach * share));
    }
    steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
  }

  /// Standard deviation of the share of a resample that lies up to `value`.
  double spread(double value) const {
    double sum = 0;
    double squares = 0;
    const auto prefix = counts_up_to(value);
    for (const std::size_t start : starts_) {
      const double share = static_cast<double>(prefix[start + length_] - prefix[start]) /
                           static_cast<double>(length_);
      sum += share;
      squares += share * share;
    }
    const double n = static_cast<double>(starts_.size());
    const double variance = std::max(0.0, squares / n - sum / n * (sum / n));
    return std::sqrt(variance / static_cast<double>(drawn_)) +
           2 / static_cast<double>(values_.size());
  }

  std::vector<std::uint32_t> counts_up_to(double value) const {
    std::vector<std::uint32_t> prefix(values_.size() + 1, 0);
    for (std::size_t i = 0; i < values_.size(); ++i)
      prefix[i + 1] = prefix[i] + (values_[i] <= value ? 1U : 0U);
    return prefix;
  }

  void count() {
    for (const double step : steps_) {
      const auto prefix = counts_up_to(step);
      std::vector<std::uint32_t>& column = counts_.emplace_back();
      for (const std::size_t start : starts_)
        column.push_back(prefix[start + length_] - prefix[start]);
    }
  }

  std::size_t counted(std::size_t step, const std::vector<std::uint32_t>& drawn) const {
    const std::vector<std::uint32_t>& column = counts_[step];
    std::size_t sum = 0;
    for (const std::uint32_t start : drawn)
      sum += column[start];
    return sum;
  }

  double median_at(std::size_t step, const std::vector<std::uint32_t>& drawn,
                   std::size_t total) const {
    const std::size_t here = counted(step, drawn);
    if (exact_) {
      std::size_t next = step;  // an even number, cut between two values: their mean
      while (2 * here == total && next + 1 < steps_.size() && counted(next, drawn) == here)
        ++next;
      return (steps_[step] + steps_[next]) / 2;
    }
    if (step == 0) return steps_[0];
    const std::size_t below = counted(step - 1, drawn);
    const double share = (static_cast<double>(total) / 2 - static_cast<double>(below)) /
                         static_cast<double>(std::max<std::size_t>(here - below, 1));
    return steps_[step - 1] + std::clamp(share, 0.0, 1.0) * (steps_[step] - steps_[step - 1]);
  }

  std::span<const double> values_;
  std::size_t length_, drawn_;
  std::vector<std::size_t> starts_;
  std::vector<double> steps_;                       ///< ascending values
  std::vector<std::vector<std::uint32_t>> counts_;  ///< by step, then by start
  bool exact_ = false;                              ///< the steps are all values
};

}  // namespace

std::optional<Range> median_difference_interval(std::span<const double> a,
                                                std::span<const double> b, const Bootstrap& how) {
  const std::size_t block = std::max<std::size_t>(how.block, 1);
  if (a.size() < 2 * block || b.size() < 2 * block || how.resamples == 0) return std::nullopt;
  const Blocks of_a(a, block);
  const Blocks of_b(b, block);
  std::mt19937_64 random(how.seed);
  std::vector<std::uint32_t> drawn;
  std::vector<double> differences;
  differences.reserve(how.resamples);
  for (std::size_t i = 0; i < how.resamples; ++i) {
    const double median_a = of_a.draw(random, drawn);
    differences.push_back(of_b.draw(random, drawn) - median_a);
  }
  std::sort(differences.begin(), differences.end());
  const double tail = (1 - how.level) / 2;
  return Range{quantile(differences, tail), quantile(differences, 1 - tail)};
}

}  // namespace brunt::analysis

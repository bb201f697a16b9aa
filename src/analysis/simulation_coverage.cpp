#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <random>

#include <fmt/format.h>

#include "analysis/block_bootstrap.h"
#include "analysis/quantiles.h"
#include "analysis/ranks.h"
#include "analysis/ratio.h"
#include "analysis/simulation.h"

namespace brunt::analysis::simulation {
namespace {

constexpr std::array sizes = {10, 17, 30, 60, 120, 200};
constexpr std::array ratios = {0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9};

class Sum {
 public:
  explicit Sum(std::string name) { coverage_.name = std::move(name); }
  void add(double covered, std::string cell) {
    total_ += covered;
    ++coverage_.cells;
    coverage_.mean = total_ / static_cast<double>(coverage_.cells);
    if (covered >= coverage_.worst) return;
    coverage_.worst = covered;
    coverage_.worst_cell = std::move(cell);
  }
  const Coverage& coverage() const { return coverage_; }

 private:
  Coverage coverage_;
  double total_ = 0;
};

/// Chance of each count of `n` at `p`.
std::vector<double> binomial(int n, double p) {
  std::vector<double> chances;
  for (int k = 0; k <= n; ++k) {
    int sign = 0;
    const double log_choose =
        lgamma_r(n + 1.0, &sign) - lgamma_r(k + 1.0, &sign) - lgamma_r(n - k + 1.0, &sign);
    chances.push_back(std::exp(log_choose + k * std::log(p) + (n - k) * std::log1p(-p)));
  }
  return chances;
}

Ratio ratio(std::size_t k, int n) {
  return {k, static_cast<std::size_t>(n)};
}

bool holds(const Range& range, double truth) {
  return range.low <= truth && truth <= range.high;
}

double newcombe_covered(int n, double p, int m, double q) {
  const auto of_a = binomial(n, p);
  const auto of_b = binomial(m, q);
  double covered = 0;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    for (std::size_t j = 0; j < of_b.size(); ++j) {
      const double chance = of_a[i] * of_b[j];
      if (chance < 1e-12) continue;
      if (holds(newcombe_difference(ratio(i, n), ratio(j, m)), p - q)) covered += chance;
    }
  }
  return covered;
}

std::vector<double> drawn(std::size_t n, const std::function<double()>& value) {
  std::vector<double> values(n);
  for (double& each : values)
    each = value();
  return values;
}

}  // namespace

Coverage wilson_coverage() {
  Sum sum("Wilson, a ratio");
  for (const int n : sizes) {
    for (const double p : ratios) {
      const auto chances = binomial(n, p);
      double covered = 0;
      for (std::size_t k = 0; k < chances.size(); ++k)
        covered += holds(wilson(ratio(k, n)), p) ? chances[k] : 0;
      sum.add(covered, fmt::format("n = {}, p = {}", n, p));
    }
  }
  return sum.coverage();
}

Coverage newcombe_coverage() {
  Sum sum("Newcombe, a difference of ratios");
  for (const auto& [n, m] : {std::pair{17, 42}, {17, 163}, {30, 30}, {60, 120}, {120, 60}}) {
    for (const double p : ratios) {
      for (const double q : ratios) {
        sum.add(newcombe_covered(n, p, m, q), fmt::format("{} at {}, {} at {}", n, p, m, q));
      }
    }
  }
  return sum.coverage();
}

Coverage quantile_coverage(std::size_t runs, std::uint64_t seed) {
  Sum sum("Nyblom, a quantile");
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> latency(0, 0.5);
  for (const auto& [p, deviate] : {std::pair{0.5, 0.0}, {0.9, 1.2815516}, {0.95, 1.6448536}}) {
    const double truth = std::exp(0.5 * deviate);
    for (const std::size_t n : {20U, 50U, 120U, 400U}) {
      std::size_t held = 0;
      for (std::size_t run = 0; run < runs; ++run) {
        auto values = drawn(n, [&] { return latency(random); });
        std::sort(values.begin(), values.end());
        held += holds(quantile_interval(values, p), truth) ? 1U : 0U;
      }
      sum.add(static_cast<double>(held) / static_cast<double>(runs),
              fmt::format("p{:.0f} of {}", p * 100, n));
    }
  }
  return sum.coverage();
}

Coverage hodges_lehmann_coverage(std::size_t runs, std::uint64_t seed) {
  Sum sum("Hodges-Lehmann, a shift");
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> latency(0, 0.5);
  for (const auto& [n, m] :
       {std::pair<std::size_t, std::size_t>{10, 10}, {17, 51}, {17, 121}, {60, 60}, {120, 300}}) {
    for (const double shift : {0.0, 0.4}) {
      std::size_t held = 0;
      for (std::size_t run = 0; run < runs; ++run) {
        const auto a = drawn(n, [&] { return latency(random); });
        const auto b = drawn(m, [&] { return latency(random) + shift; });
        held += holds(hodges_lehmann(a, b).interval, shift) ? 1U : 0U;
      }
      sum.add(static_cast<double>(held) / static_cast<double>(runs),
              fmt::format("{} and {}, shift {}", n, m, shift));
    }
  }
  return sum.coverage();
}

Coverage bootstrap_coverage(std::size_t runs, std::size_t resamples, std::uint64_t seed) {
  Sum sum("moving blocks, a difference of medians");
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const auto series = [&](std::size_t n, double memory) {
    double last = normal(random);
    return drawn(n, [&] {
      last = memory * last + std::sqrt(1 - memory * memory) * normal(random);
      return std::exp(0.5 * last);
    });
  };
  for (const double memory : {0.0, 0.3}) {
    for (const auto& [n, m, block] :
         {std::array<std::size_t, 3>{60, 120, 3}, {120, 360, 3}, {300, 300, 10}, {600, 1000, 20}}) {
      std::size_t held = 0;
      for (std::size_t run = 0; run < runs; ++run) {
        const auto a = series(n, memory);
        const auto b = series(m, memory);
        const auto range = median_difference_interval(
            a, b, {.block = block, .resamples = resamples, .seed = seed + run});
        held += range && holds(*range, 0) ? 1U : 0U;
      }
      sum.add(static_cast<double>(held) / static_cast<double>(runs),
              fmt::format("{} and {} in blocks of {}, correlation {}", n, m, block, memory));
    }
  }
  return sum.coverage();
}

}  // namespace brunt::analysis::simulation

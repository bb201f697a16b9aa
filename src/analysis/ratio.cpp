#include "analysis/ratio.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace brunt::analysis {
namespace {

double log_factorial(double n) {
  int sign = 0;
  return lgamma_r(n + 1, &sign);  // std::lgamma writes a global
}

double log_choose(double n, double k) {
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

double log_sum(const std::vector<double>& logs) {
  const double top = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double value : logs)
    sum += std::exp(value - top);
  return top + std::log(sum);
}

}  // namespace

Range wilson(Ratio ratio, double z) {
  if (ratio.total == 0) return {0, 1};
  const double n = static_cast<double>(ratio.total);
  const double p = ratio.value();
  const double centre = p + z * z / (2 * n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  Range range{std::max(0.0, (centre - half) / scale), std::min(1.0, (centre + half) / scale)};
  if (ratio.count == 0) range.low = 0;  // exact ends, free of rounding
  if (ratio.count == ratio.total) range.high = 1;
  return range;
}

Range newcombe_difference(Ratio a, Ratio b, double z) {
  const double pa = a.value();
  const double pb = b.value();
  const Range ra = wilson(a, z);
  const Range rb = wilson(b, z);
  if (a.total == 0 || b.total == 0) {  // an unknown ratio lies anywhere in [0, 1]
    return {ra.low - rb.high, ra.high - rb.low};
  }
  const double d = pa - pb;
  return {std::max(-1.0, d - std::hypot(pa - ra.low, rb.high - pb)),
          std::min(1.0, d + std::hypot(ra.high - pa, pb - rb.low))};
}

double log_fisher_exact(Ratio a, Ratio b) {
  const double n1 = static_cast<double>(a.total);
  const double n2 = static_cast<double>(b.total);
  const double k = static_cast<double>(a.count + b.count);
  const double whole = log_choose(n1 + n2, k);
  const auto table = [&](double x) { return log_choose(n1, x) + log_choose(n2, k - x) - whole; };
  const double seen = table(static_cast<double>(a.count));
  const std::size_t all = a.count + b.count;
  std::vector<double> logs;
  for (std::size_t x = all - std::min(all, b.total); x <= std::min(all, a.total); ++x) {
    if (const double value = table(static_cast<double>(x)); value <= seen + 1e-7) {
      logs.push_back(value);
    }
  }
  return std::min(0.0, log_sum(logs));
}

double fisher_exact(Ratio a, Ratio b) {
  return std::exp(log_fisher_exact(a, b));
}

std::size_t baseline_size(double ratio, double z) {
  return static_cast<std::size_t>(std::ceil(z * z * (1 - ratio) / ratio));
}

}  // namespace brunt::analysis

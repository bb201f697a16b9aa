#include "report/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace brunt::report {

namespace {

constexpr std::array<double, 25> steps{
    0.1, 0.2,  0.5,  1,    2,     5,     10,    15,    30,     60,     120,    300,    600,
    900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 345600, 604800, 2419200};

}  // namespace

double round_step(double span, std::size_t most) {
  const auto wanted = static_cast<double>(std::max<std::size_t>(most, 2));
  for (const double step : steps) {
    if (std::floor(span / step) + 1 <= wanted) return step;
  }
  return std::ceil(span / wanted / steps.back()) * steps.back();
}

std::vector<Tick> round_ticks(const TimeAxis& axis, std::size_t most) {
  const double step = round_step(axis.span, most);
  const auto nanos = static_cast<std::int64_t>(std::llround(step * 1e9));
  const std::int64_t first = axis.origin.time_since_epoch().count();
  const std::int64_t last = first + static_cast<std::int64_t>(axis.span * 1e9);
  std::int64_t at = first - first % nanos;
  if (at < first) at += nanos;
  std::vector<Tick> ticks;
  for (; at <= last; at += nanos) {
    const WallTime when{std::chrono::nanoseconds(at)};
    ticks.push_back({when, clock_time(when, step < 1 ? 1 : 0)});
  }
  return ticks;
}

double LogScale::y(double value) const {
  const double clamped = std::clamp(value, low, high);
  return bottom + (top - bottom) * std::log(clamped / low) / std::log(high / low);
}

LogScale latency_scale(double fastest, double slowest, double limit) {
  LogScale scale;
  if (fastest > 0 && fastest < 0.1) {
    scale.low = std::max(1e-6, std::pow(10.0, std::floor(std::log10(fastest) + 1e-9)));
  }
  scale.high = limit;
  if (limit <= 0) {
    const double decade = std::pow(10.0, std::floor(std::log10(std::max(slowest, scale.low))));
    scale.high = slowest <= decade ? decade : slowest <= 3 * decade ? 3 * decade : 10 * decade;
  }
  if (scale.high <= scale.low * 1.5) scale.low = scale.high / 10;
  return scale;
}

std::vector<double> log_ticks(const LogScale& scale) {
  std::vector<double> ticks;
  const bool coarse = scale.high / scale.low > 2e3;
  double decade = std::pow(10.0, std::floor(std::log10(scale.low) + 1e-9));
  // NOLINTNEXTLINE(clang-analyzer-security.FloatLoopCounter): the bound leaves room for rounding
  for (; decade <= scale.high * 1.001; decade *= 10) {
    for (const double factor : {1.0, 3.0}) {
      const double value = decade * factor;
      const bool inside = value >= scale.low * 0.999 && value <= scale.high * 1.001;
      if (inside && (factor == 1 || !coarse)) ticks.push_back(value);
    }
  }
  return ticks;
}

}  // namespace brunt::report

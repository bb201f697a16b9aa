#include "sandbox/platform/promql/window_functions.h"

#include <cmath>

namespace brunt::sandbox::platform::promql {

namespace {

/// How much longer than the time between its first and last sample a window counts: up to its ends
/// when these are about one sample away, else half a sample further; a counter is never drawn back
/// below zero.
double stretch(const Window& window, double change, bool counter) {
  const auto& samples = window.samples;
  const double sampled =
      static_cast<double>(samples.back().time_ms - samples.front().time_ms) / 1000;
  double to_start = static_cast<double>(samples.front().time_ms - window.start_ms) / 1000;
  const double to_end = static_cast<double>(window.end_ms - samples.back().time_ms) / 1000;
  const double average = sampled / static_cast<double>(samples.size() - 1);
  if (counter && change > 0 && samples.front().value >= 0) {
    to_start = std::min(to_start, sampled * (samples.front().value / change));
  }
  const double threshold = average * 1.1;
  double covered = sampled;
  covered += to_start < threshold ? to_start : average / 2;
  covered += to_end < threshold ? to_end : average / 2;
  return covered / sampled;
}

/// `divisor` as Prometheus applies it, to the factor: so that the last digits agree.
std::optional<double> extrapolated(const Window& window, bool counter, double divisor = 1) {
  if (window.samples.size() < 2) return std::nullopt;
  double change = window.samples.back().value - window.samples.front().value;
  if (counter) {
    double last = window.samples.front().value;
    for (const Sample& sample : window.samples) {
      if (sample.value < last) change += last;
      last = sample.value;
    }
  }
  return change * (stretch(window, change, counter) / divisor);
}

/// The change between the last two samples and the seconds between them.
std::optional<std::pair<double, double>> last_step(const Window& window, bool counter) {
  if (window.samples.size() < 2) return std::nullopt;
  const Sample& last = window.samples.back();
  const Sample& before = window.samples[window.samples.size() - 2];
  const bool reset = counter && last.value < before.value;
  return std::pair{reset ? last.value : last.value - before.value,
                   static_cast<double>(last.time_ms - before.time_ms) / 1000};
}

template <class Differs>
std::optional<double> count_pairs(const Window& window, Differs differs) {
  if (window.samples.empty()) return std::nullopt;
  int count = 0;
  for (std::size_t i = 1; i < window.samples.size(); ++i) {
    if (differs(window.samples[i - 1].value, window.samples[i].value)) ++count;
  }
  return count;
}

template <class Better>
std::optional<double> extreme(const Window& window, Better better) {
  if (window.samples.empty()) return std::nullopt;
  double best = window.samples.front().value;
  for (const Sample& sample : window.samples) {
    if (better(sample.value, best) || std::isnan(best)) best = sample.value;
  }
  return best;
}

}  // namespace

std::optional<double> rate(const Window& window) {
  return extrapolated(window, true, window.seconds);
}

std::optional<double> increase(const Window& window) {
  return extrapolated(window, true);
}

std::optional<double> delta(const Window& window) {
  return extrapolated(window, false);
}

std::optional<double> irate(const Window& window) {
  const auto step = last_step(window, true);
  if (!step) return std::nullopt;
  return step->first / step->second;
}

std::optional<double> idelta(const Window& window) {
  const auto step = last_step(window, false);
  if (!step) return std::nullopt;
  return step->first;
}

std::optional<double> changes(const Window& window) {
  return count_pairs(
      window, [](double a, double b) { return a != b && !(std::isnan(a) && std::isnan(b)); });
}

std::optional<double> resets(const Window& window) {
  return count_pairs(window, [](double a, double b) { return b < a; });
}

std::optional<double> sum_over_time(const Window& window) {
  if (window.samples.empty()) return std::nullopt;
  double sum = 0;
  double lost = 0;  // Neumaier's compensation
  for (const Sample& sample : window.samples) {
    const double next = sum + sample.value;
    lost += std::abs(sum) >= std::abs(sample.value) ? (sum - next) + sample.value
                                                    : (sample.value - next) + sum;
    sum = next;
  }
  return std::isinf(sum) ? sum : sum + lost;
}

std::optional<double> avg_over_time(const Window& window) {
  const auto sum = sum_over_time(window);
  if (!sum) return std::nullopt;
  return *sum / static_cast<double>(window.samples.size());
}

std::optional<double> min_over_time(const Window& window) {
  return extreme(window, std::less<>());
}

std::optional<double> max_over_time(const Window& window) {
  return extreme(window, std::greater<>());
}

std::optional<double> count_over_time(const Window& window) {
  if (window.samples.empty()) return std::nullopt;
  return static_cast<double>(window.samples.size());
}

std::optional<double> last_over_time(const Window& window) {
  if (window.samples.empty()) return std::nullopt;
  return window.samples.back().value;
}

std::optional<double> present_over_time(const Window& window) {
  if (window.samples.empty()) return std::nullopt;
  return 1;
}

}  // namespace brunt::sandbox::platform::promql

#include "impact/scrapes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <re2/re2.h>

namespace brunt::impact {
namespace {

constexpr int tries = 1000;  // 1 ms apart at a step of 1 s

double since_epoch(WallTime at) {
  return seconds(at.time_since_epoch());
}

std::size_t events_in(const std::vector<double>& events, double from, double to) {
  const auto first = std::upper_bound(events.begin(), events.end(), from);
  return static_cast<std::size_t>(std::upper_bound(first, events.end(), to) - first);
}

/// Growth of all series of `code` that queries from `from` (not) to `to` (yes) saw.
double growth(const MetricLane& lane, int code, double from, double to) {
  double sum = 0;
  for (const MetricSeries& series : lane.series) {
    if (code_of(series) != code) continue;
    for (const MetricStep& step : series.steps) {
      const double at = since_epoch(step.at);
      if (at > from + 1e-6 && at <= to + 1e-6) sum += step.increase;
    }
  }
  return sum;
}

struct Trial {
  double mismatch = 0;
  std::map<int, std::size_t> predicted, seen;
};

/// Scrapes every `interval`, each seen by a query `delay` later.
Trial try_delay(const MetricReading& metric, const std::map<int, std::vector<double>>& events,
                double base, double delay, double from_s) {
  const double interval = metric.lane.scrape_interval_seconds;
  const double from = since_epoch(metric.lane.from);
  const double to = since_epoch(metric.lane.to);
  const double first = base - std::floor((base - from) / interval) * interval;
  Trial trial;
  for (const auto& [code, times] : events) {
    for (double seen = first; seen <= to + 1e-6; seen += interval) {
      if (seen - interval < from_s) continue;
      const std::size_t due = events_in(times, seen - delay - interval, seen - delay);
      const double grown = growth(metric.lane, code, seen - metric.step_seconds,
                                  seen + interval - metric.step_seconds);
      trial.mismatch += std::abs(static_cast<double>(due) - grown);
      trial.predicted[code] += due;
      trial.seen[code] += static_cast<std::size_t>(std::max(0.0, std::round(grown)));
    }
  }
  return trial;
}

}  // namespace

int code_of(const MetricSeries& series) {
  int code = 0;
  RE2::PartialMatch(series.label, "(?:code|status)\\S* ([1-5]\\d\\d)", &code);
  return code;
}

std::optional<ScrapeFit> fit_scrapes(const MetricReading& metric,
                                     const std::map<int, std::vector<double>>& events,
                                     double from_s) {
  if (!metric.counter || metric.lane.scrape_interval_seconds <= 0) return std::nullopt;
  std::optional<double> base;
  ScrapeFit fit;
  std::map<int, std::vector<double>> coded = events;
  for (const MetricSeries& series : metric.lane.series) {
    const int code = code_of(series);
    if (code == 0) continue;
    coded[code];
    if (base || series.steps.empty()) continue;
    base = since_epoch(series.steps.front().at);
  }
  if (!base) return std::nullopt;
  double best = INFINITY;
  for (int i = 0; i < tries; ++i) {
    const double delay = metric.step_seconds * (i + 0.5) / tries;
    Trial trial = try_delay(metric, coded, *base, delay, from_s);
    if (trial.mismatch < best) {
      best = trial.mismatch;
      fit.delay_seconds = {delay, delay};
      fit.predicted = std::move(trial.predicted);
      fit.seen = std::move(trial.seen);
    } else if (trial.mismatch == best) {
      fit.delay_seconds.high = delay;
    }
  }
  fit.exact = best == 0;
  return fit;
}

}  // namespace brunt::impact

#include "impact/scrapes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <re2/re2.h>

namespace brunt::impact {
namespace {

constexpr int tries = 500;  // 2 ms apart at a step of 1 s

double since_epoch(WallTime at) {
  return seconds(at.time_since_epoch());
}

std::size_t events_in(const std::vector<double>& events, double from, double to) {
  const auto first = std::upper_bound(events.begin(), events.end(), from);
  return static_cast<std::size_t>(std::upper_bound(first, events.end(), to) - first);
}

/// When queries saw the series of a code grow, and by how much.
struct Growth {
  std::vector<std::pair<double, double>> steps;  ///< time, increase; ascending

  /// From `from` (not) to `to` (yes).
  double between(double from, double to) const {
    double sum = 0;
    for (const auto& [at, increase] : steps)
      sum += at > from && at <= to ? increase : 0;
    return sum;
  }
};

std::map<int, Growth> growth_by_code(const MetricLane& lane) {
  std::map<int, Growth> growth;
  for (const MetricSeries& series : lane.series) {
    const int code = code_of(series);
    if (code == 0) continue;
    Growth& own = growth[code];
    for (const MetricStep& step : series.steps) {
      own.steps.emplace_back(since_epoch(step.at), step.increase);
    }
  }
  for (auto& [code, own] : growth)
    std::sort(own.steps.begin(), own.steps.end());
  return growth;
}

struct Trial {
  double mismatch = 0;
  std::map<int, std::size_t> predicted, seen;
};

/// What is held against what.
struct Sides {
  const std::map<int, std::vector<double>>& events;
  const std::map<int, Growth>& growth;
  double first_s = 0, last_s = 0;  ///< of the times at which queries see a new scrape
  double interval_s = 0, step_s = 0;
};

/// Scrapes every interval, each seen by a query `delay` later.
Trial try_delay(const Sides& sides, double delay) {
  static const std::vector<double> no_events;
  Trial trial;
  const auto seen_at = [&](std::size_t scrape) {
    return sides.first_s + static_cast<double>(scrape) * sides.interval_s;
  };
  for (const auto& [code, growth] : sides.growth) {
    const auto events = sides.events.find(code);
    const auto& times = events == sides.events.end() ? no_events : events->second;
    for (std::size_t scrape = 0; seen_at(scrape) <= sides.last_s; ++scrape) {
      const double seen = seen_at(scrape);
      const std::size_t due = events_in(times, seen - delay - sides.interval_s, seen - delay);
      const double half_step = sides.step_s / 2;
      const double grown = growth.between(seen - half_step, seen - half_step + sides.interval_s);
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
  static const RE2 pattern("(?:code|status)\\S* ([1-5]\\d\\d)");
  RE2::PartialMatch(series.label, pattern, &code);
  return code;
}

std::optional<ScrapeFit> fit_scrapes(const MetricReading& metric,
                                     const std::map<int, std::vector<double>>& events,
                                     double from_s) {
  const double interval = metric.lane.scrape_interval_seconds;
  if (!metric.counter || interval <= 0) return std::nullopt;
  const auto growth = growth_by_code(metric.lane);
  std::optional<double> base;
  for (const auto& [code, own] : growth) {
    if (!own.steps.empty() && (!base || own.steps.front().first < *base)) {
      base = own.steps.front().first;
    }
  }
  if (!base) return std::nullopt;
  // The first sample holds all that was before it: growth is known from the next one on.
  const double from =
      std::max(since_epoch(metric.lane.from) + metric.step_seconds / 2, from_s + interval);
  Sides sides{events,
              growth,
              *base - std::floor((*base - from) / interval) * interval,
              since_epoch(metric.lane.to) + 1e-6,
              interval,
              metric.step_seconds};
  ScrapeFit fit;
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < tries; ++i) {
    const double delay = metric.step_seconds * (i + 0.5) / tries;
    Trial trial = try_delay(sides, delay);
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

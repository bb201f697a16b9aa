#include "impact/metric_windows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/series_windows.h"

namespace brunt::impact {
namespace {

constexpr double most_buckets = 100'000;

/// A range cut at its scrapes: bucket i ends with the scrape at end(i).
struct Buckets {
  WallTime first{};     ///< a scrape that changed something
  double interval = 0;  ///< seconds
  double before = 0;    ///< whole buckets that end before it
  std::size_t size = 0;

  double place(WallTime at) const { return seconds(at - first) / interval + before; }
  WallTime end(std::size_t i) const {
    const double s = (static_cast<double>(i) - before) * interval;
    return first + std::chrono::nanoseconds(std::llround(s * 1e9));
  }
};

std::optional<Buckets> buckets_of(const MetricLane& lane) {
  std::optional<WallTime> first;
  for (const MetricSeries& series : lane.series) {
    for (const MetricStep& step : series.steps)
      first = std::min(first.value_or(step.at), step.at);
  }
  if (!first || lane.scrape_interval_seconds <= 0) return std::nullopt;
  Buckets buckets{*first, lane.scrape_interval_seconds, 0, 0};
  buckets.before = std::max(0.0, std::floor(-buckets.place(lane.from)));
  const double size = std::floor(buckets.place(lane.to)) + 1;
  if (size < 1 || size > most_buckets) return std::nullopt;
  buckets.size = static_cast<std::size_t>(size);
  return buckets;
}

std::vector<double> failures_by_scrape(const MetricLane& lane, const Buckets& buckets) {
  std::vector<double> counts(buckets.size, 0.0);
  for (const MetricSeries& series : lane.series) {
    if (!counts_failures(series)) continue;
    for (const MetricStep& step : series.steps) {
      const auto place = static_cast<std::size_t>(std::round(buckets.place(step.at)));
      counts[std::min(place, counts.size() - 1)] += step.increase;
    }
  }
  return counts;
}

}  // namespace

std::vector<MetricWindow> windows_of(const MetricReading& metric, WallTime fault) {
  const auto buckets = buckets_of(metric.lane);
  if (!metric.counter || !buckets) return {};
  const std::vector<double> counts = failures_by_scrape(metric.lane, *buckets);
  const double told =
      std::clamp(std::floor(buckets->place(fault)) + 1, 0.0, static_cast<double>(counts.size()));
  const auto baseline = static_cast<std::ptrdiff_t>(told);
  const double mean =
      std::accumulate(counts.begin(), counts.begin() + baseline, 0.0) / std::max(told, 1.0);
  const analysis::SeriesRule rule{.baseline = static_cast<std::size_t>(baseline),
                                  .least_change = std::max(0.5, 5 * std::sqrt(mean)),
                                  .harm = analysis::Harm::up};
  std::vector<MetricWindow> windows;
  for (const analysis::SeriesWindow& found : analysis::series_windows(counts, rule)) {
    MetricWindow& window = windows.emplace_back();
    const WallTime before = found.first == 0 ? metric.lane.from : buckets->end(found.first - 1);
    window.start = std::max(metric.lane.from, before);
    window.end = std::min(metric.lane.to, buckets->end(found.end - 1));
    window.drift = found.drift;
    window.open = found.open;
    window.resolution_seconds = buckets->interval;
  }
  return windows;
}

}  // namespace brunt::impact

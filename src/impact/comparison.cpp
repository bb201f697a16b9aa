#include "impact/comparison.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/block_bootstrap.h"
#include "analysis/holm.h"
#include "analysis/quantiles.h"
#include "analysis/ranks.h"
#include "impact/logs.h"

namespace brunt::impact {
namespace {

std::optional<double> ratio(const std::optional<Count>& count) {
  if (!count || count->total == 0) return std::nullopt;
  return count->ratio();
}

std::optional<double> median(const std::vector<double>& sorted) {
  return sorted.empty() ? std::nullopt : std::optional(analysis::quantile(sorted, 0.5));
}

/// Ratios differ when the interval of their difference leaves 0 out.
std::string verdict_of_ratio(const Interval& interval) {
  if (interval.low > 0) return "worse";
  if (interval.high < 0) return "better";
  return "too little to tell";
}

/// Failures of `later` against those before.
Comparison of_ratios(const Measured& m, const std::string& against, const Count& later) {
  Comparison row;
  row.quantity = "failure ratio";
  row.unit = "ratio";
  row.before = ratio(m.before);
  row.during = ratio(m.inside);
  row.after = ratio(m.after);
  const Count before = m.before.value_or(Count{});
  if (before.total == 0 || later.total == 0) return row;
  row.against = against;
  const analysis::Ratio a{later.failed, later.total};
  const analysis::Ratio b{before.failed, before.total};
  const analysis::Range range = analysis::newcombe_difference(a, b);
  row.effect = a.value() - b.value();
  row.interval = Interval{range.low, range.high};
  row.method = "Newcombe, method 10";
  if (std::min(a.total, b.total) < 30) {
    row.p = analysis::fisher_exact(a, b);
    row.method += "; p by Fisher's exact test";
  }
  row.verdict = verdict_of_ratio(*row.interval);
  return row;
}

/// A change is called only where the interval leaves the tolerated band and the effect is large.
std::string verdict_of_shift(const Comparison& row, double band) {
  if (!row.interval || !row.superiority) return "too little to tell";
  const Interval& i = *row.interval;
  if (i.low > band && *row.superiority >= least_superiority) return "worse";
  if (i.high < -band && *row.superiority <= 1 - least_superiority) return "better";
  if (i.low >= -band && i.high <= band) return "no change";
  return i.high <= band ? "not worse" : "too little to tell";
}

/// Medians before, during and after; the shift is of `later` against before.
Comparison of_times(const std::string& quantity, const PhaseTimes& before, const PhaseTimes& later,
                    const std::string& against, std::size_t block) {
  Comparison row;
  row.quantity = quantity;
  row.unit = "s";
  const std::vector<double>& a = before.sorted;
  const std::vector<double>& b = later.sorted;
  if (a.size() < 2 || b.size() < 2) return row;
  const analysis::RankTest test = analysis::mann_whitney_sorted(a, b);
  const analysis::Shift shift = analysis::hodges_lehmann_sorted(a, b);
  row.against = against;
  row.effect = shift.value;
  row.interval = Interval{shift.interval.low, shift.interval.high};
  row.p = test.p;
  row.superiority = test.effect;
  row.method = "Mann-Whitney, Hodges-Lehmann";
  const auto blocks =
      analysis::median_difference_interval(before.in_order, later.in_order, {.block = block});
  if (blocks) {
    const bool wider = blocks->high - blocks->low > row.interval->high - row.interval->low;
    if (wider) row.interval = Interval{blocks->low, blocks->high};
    row.method +=
        wider ? "; interval by moving-block bootstrap" : "; confirmed by moving-block bootstrap";
  }
  const double band = std::max(tolerated_share * analysis::quantile(a, 0.5), tolerated_seconds);
  row.verdict = verdict_of_shift(row, band);
  return row;
}

/// The server's own time of the load's successes in [from, to).
PhaseTimes server_times(const LogLane& lane, const std::vector<std::size_t>& own, WallTime from,
                        WallTime to) {
  std::vector<double> times;
  for (const std::size_t i : own) {
    const LogLine& line = lane.lines[i];
    if (line.at < from || line.at >= to || line.status >= 400) continue;
    if (const auto& took = line.took_seconds) times.push_back(*took);
  }
  return phase_of(std::move(times));
}

void add_server_times(const LoadEvidence& load, const LogLane& lane, WallTime fault,
                      const std::optional<WallTime>& over, std::size_t block,
                      std::vector<Comparison>& rows) {
  const auto own = lines_of_load(lane, load);
  const auto before = server_times(lane, own, WallTime::min(), fault);
  const auto after = server_times(lane, own, over.value_or(fault), WallTime::max());
  if (before.sorted.size() < 2 || after.sorted.size() < 2) return;
  Comparison row = of_times("time at " + lane.name + ", p50", before, after, "after", block);
  row.before = median(before.sorted);
  row.after = median(after.sorted);
  rows.push_back(std::move(row));
}

/// What a counter grew by a second between two moments.
std::optional<double> growth(const MetricLane& lane, const MetricSeries& series, WallTime from,
                             WallTime to) {
  const WallTime first = std::max(from, lane.from);
  const WallTime last = std::min(to, lane.to);
  if (seconds(last - first) < std::max(1.0, lane.scrape_interval_seconds)) return std::nullopt;
  double sum = 0;
  for (const MetricStep& step : series.steps) {
    if (step.at > first && step.at <= last) sum += step.increase;
  }
  return sum / seconds(last - first);
}

void add_metric(const MetricLane& lane, WallTime fault, const std::vector<ImpactWindow>& windows,
                std::vector<Comparison>& rows) {
  for (const MetricSeries& series : lane.series) {
    Comparison row;
    row.quantity = (series.label.empty() ? lane.activity : series.label) + ", growth";
    row.unit = "1/s";
    row.before = growth(lane, series, WallTime::min(), fault);
    if (!windows.empty()) {
      row.during = growth(lane, series, windows.front().start, windows.back().end);
    }
    const WallTime over = windows.empty() ? fault : windows.back().end;
    row.after = growth(lane, series, over, WallTime::max());
    if (row.before || row.during || row.after) rows.push_back(std::move(row));
  }
}

/// Several tests of latency: what chance alone may give is shared among them.
void adjust(std::vector<Comparison>& rows) {
  std::vector<std::size_t> places;
  std::vector<double> p;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& by_chance = rows[i].p;
    if (rows[i].unit != "s" || !by_chance) continue;
    places.push_back(i);
    p.push_back(*by_chance);
  }
  if (p.size() < 2) return;
  const auto adjusted = analysis::holm(p);
  for (std::size_t i = 0; i < places.size(); ++i) {
    rows[places[i]].p = adjusted[i];
    rows[places[i]].method += "; p adjusted by Holm";
  }
}

}  // namespace

std::vector<Comparison> compare_phases(const LoadEvidence& load, const Measured& measured,
                                       const Latencies& latencies,
                                       const std::optional<WallTime>& fault,
                                       const std::vector<LogLane>& logs,
                                       const std::vector<MetricLane>& metrics) {
  std::vector<Comparison> rows;
  if (!fault) return rows;
  if (measured.inside) rows.push_back(of_ratios(measured, "during", *measured.inside));
  if (measured.after) rows.push_back(of_ratios(measured, "after", *measured.after));
  const double spacing = measured.spacing_seconds;
  const std::size_t block =
      spacing > 0 ? static_cast<std::size_t>(std::max(1.0, std::round(1 / spacing))) : 1;
  const std::string name = "latency of successes, p50";
  const auto add = [&](const PhaseTimes& later, const std::string& against) {
    Comparison row = of_times(name, latencies.before, later, against, block);
    row.before = median(latencies.before.sorted);
    row.during = median(latencies.during.sorted);
    row.after = median(latencies.after.sorted);
    if (row.before && row.effect) rows.push_back(std::move(row));
  };
  add(latencies.during, "during");
  add(latencies.after, "after");
  const auto over = measured.windows.empty() ? std::optional<WallTime>()
                                             : std::optional(measured.windows.back().end);
  for (const LogLane& lane : logs)
    add_server_times(load, lane, *fault, over, block, rows);
  adjust(rows);
  for (const MetricLane& lane : metrics)
    add_metric(lane, *fault, measured.windows, rows);
  return rows;
}

}  // namespace brunt::impact

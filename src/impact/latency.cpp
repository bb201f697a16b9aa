#include "impact/latency.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/quantiles.h"

namespace brunt::impact {
namespace {

std::optional<Interval> interval(const std::vector<double>& sorted, double p) {
  const analysis::Range range = analysis::quantile_interval(sorted, p);
  if (!std::isfinite(range.low) || !std::isfinite(range.high)) return std::nullopt;
  return Interval{range.low, range.high};
}

bool inside(const std::vector<ImpactWindow>& windows, WallTime at) {
  return std::any_of(windows.begin(), windows.end(), [&](const ImpactWindow& w) {
    return at >= w.start && (w.open || at < w.end);
  });
}

}  // namespace

Latencies latencies_of(const std::vector<RequestMark>& requests,
                       const std::optional<WallTime>& fault,
                       const std::vector<ImpactWindow>& windows) {
  Latencies out;
  std::vector<double> before;
  std::vector<double> during;
  std::vector<double> after;
  const bool open = !windows.empty() && windows.back().open;
  const auto over = windows.empty() ? fault : std::optional(windows.back().end);
  for (const RequestMark& r : requests) {
    if (r.failed) continue;
    out.all.push_back(r.latency_seconds);
    if (fault && r.sent < *fault) {
      before.push_back(r.latency_seconds);
    } else if (inside(windows, r.sent)) {
      during.push_back(r.latency_seconds);
    } else if (over && !open && r.sent >= *over) {
      after.push_back(r.latency_seconds);
    }
  }
  std::sort(out.all.begin(), out.all.end());
  out.before = phase_of(std::move(before));
  out.during = phase_of(std::move(during));
  out.after = phase_of(std::move(after));
  return out;
}

PhaseTimes phase_of(std::vector<double> in_order) {
  PhaseTimes times{std::move(in_order), {}};
  times.sorted = times.in_order;
  std::sort(times.sorted.begin(), times.sorted.end());
  return times;
}

Quantiles quantiles_of(const std::vector<double>& values) {
  Quantiles q;
  q.n = values.size();
  if (values.empty()) return q;
  q.p50 = analysis::quantile(values, 0.5);
  q.p90 = analysis::quantile(values, 0.9);
  q.p95 = analysis::quantile(values, 0.95);
  q.p99 = analysis::quantile(values, 0.99);
  q.max = values.back();
  q.p50_interval = interval(values, 0.5);
  q.p95_interval = interval(values, 0.95);
  q.p99_interval = interval(values, 0.99);
  return q;
}

std::optional<double> time_to_failure(const std::vector<RequestMark>& requests) {
  std::vector<double> times;
  for (const RequestMark& r : requests) {
    if (r.failed) times.push_back(r.latency_seconds);
  }
  if (times.empty()) return std::nullopt;
  std::sort(times.begin(), times.end());
  return analysis::quantile(times, 0.5);
}

}  // namespace brunt::impact

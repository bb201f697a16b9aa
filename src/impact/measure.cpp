#include "impact/measure.h"

#include <algorithm>
#include <iterator>

namespace brunt::impact {
namespace {

std::int64_t ns(WallTime at) {
  return at.time_since_epoch().count();
}

WallTime wall(std::int64_t at_ns) {
  return WallTime(std::chrono::nanoseconds(at_ns));
}

/// Counts requests for which `in` holds.
template <class In>
Count count_if(const std::vector<RequestMark>& requests, In in) {
  std::size_t failed = 0;
  std::size_t total = 0;
  for (const RequestMark& request : requests) {
    if (!in(request)) continue;
    ++total;
    failed += request.failed ? 1U : 0U;
  }
  return count_of(failed, total);
}

/// A window that was under way before the fault is the fault's only if most of its failures are:
/// then it starts with the first of these.
std::optional<analysis::Window> since_fault(analysis::Window window, const analysis::Trail& trail,
                                            std::int64_t fault_ns) {
  if (window.start_ns >= fault_ns) return window;
  const auto& failures = trail.failures();
  const auto by_index = [](const analysis::Trail::Failure& f, std::size_t i) {
    return f.index < i;
  };
  const auto begin = std::lower_bound(failures.begin(), failures.end(), window.first, by_index);
  const auto end = std::lower_bound(begin, failures.end(), window.end, by_index);
  const auto first = std::find_if(begin, end, [&](const auto& f) { return f.at_ns >= fault_ns; });
  const auto before = static_cast<std::size_t>(first - begin);
  if (first == end || 2 * before >= window.bad) return std::nullopt;
  window.bad -= before;
  window.first = first->index;
  window.start_ns = first->at_ns;
  window.bounds_s = {static_cast<double>(std::prev(end)->at_ns - window.start_ns) / 1e9,
                     static_cast<double>(window.end_ns - first->before_ns) / 1e9};
  return window;
}

}  // namespace

Count count_of(std::size_t failed, std::size_t total) {
  const analysis::Range range = analysis::wilson({failed, total});
  return {failed, total, {range.low, range.high}};
}

Measured measure(const std::vector<RequestMark>& requests, std::optional<WallTime> fault) {
  Measured m;
  analysis::Trail trail;
  for (const RequestMark& r : requests)
    trail.add({ns(r.sent), r.failed});
  if (requests.size() > 1) {
    m.spacing_seconds = seconds(requests.back().sent - requests.front().sent) /
                        static_cast<double>(requests.size() - 1);
  }
  m.all = count_if(requests, [](const RequestMark&) { return true; });
  m.since = count_if(requests, [&](const RequestMark& r) { return !fault || r.sent >= *fault; });
  if (fault) m.before = count_if(requests, [&](const RequestMark& r) { return r.sent < *fault; });
  const Count before = m.before.value_or(Count{});
  m.scan = analysis::tune_scan(requests.size(), {before.failed, before.total});
  m.shortest_outage_seconds = analysis::shortest_outage_s(trail, m.scan);
  const analysis::Range extra =
      analysis::newcombe_difference({m.since.failed, m.since.total}, {before.failed, before.total});
  m.extra = {extra.low, extra.high};
  std::size_t failed = 0;
  std::size_t total = 0;
  for (const analysis::Window& found : analysis::impact_windows(trail, m.scan)) {
    const auto w = fault ? since_fault(found, trail, ns(*fault)) : found;
    if (!w) continue;
    m.windows.push_back({wall(w->start_ns),
                         wall(w->end_ns),
                         static_cast<double>(w->end_ns - w->start_ns) / 1e9,
                         {w->bounds_s.low, w->bounds_s.high},
                         count_of(w->bad, w->end - w->first),
                         w->open});
    failed += w->bad;
    total += w->end - w->first;
  }
  if (!m.windows.empty()) m.inside = count_of(failed, total);
  const bool open = !m.windows.empty() && m.windows.back().open;
  const auto from = m.windows.empty() ? fault : std::optional(m.windows.back().end);
  if (from && !open) {
    m.after = count_if(requests, [&](const RequestMark& r) { return r.sent >= *from; });
  }
  return m;
}

double extra_ratio(const Measured& measured) {
  return measured.since.ratio() - measured.before.value_or(Count{}).ratio();
}

const ImpactWindow* longest_window(const std::vector<ImpactWindow>& windows) {
  const auto longest = std::max_element(
      windows.begin(), windows.end(),
      [](const ImpactWindow& a, const ImpactWindow& b) { return a.seconds < b.seconds; });
  return longest == windows.end() ? nullptr : &*longest;
}

double budget_spent(const std::vector<ImpactWindow>& windows,
                    const analysis::Objective& objective) {
  double spent = 0;
  for (const ImpactWindow& window : windows)
    spent += analysis::budget_spent(window.seconds, window.inside.ratio(), objective);
  return spent;
}

std::size_t failures_outside(const Measured& measured) {
  return measured.since.failed - (measured.inside ? measured.inside->failed : 0);
}

}  // namespace brunt::impact

#include "analysis/impact_windows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/maximal_segments.h"

namespace brunt::analysis {
namespace {

constexpr std::array grid = {0.95, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02};
constexpr double false_alarm = 0.001;
constexpr double hard_outage = 0.7;
constexpr double support = 1.92;  // half of chi-squared(1) at 95 %

struct Scores {
  double bad, good;
};

Scores scores(double p1, double p0) {
  return {std::log(p1 / p0), std::log((1 - p1) / (1 - p0))};
}

struct Candidate {
  Segment segment;
  double p1 = 0;
};

/// Weighted interval scheduling: the disjoint candidates with the most score above theta.
std::vector<Candidate> best_disjoint(std::vector<Candidate> all, double theta) {
  std::sort(all.begin(), all.end(),
            [](const Candidate& a, const Candidate& b) { return a.segment.end < b.segment.end; });
  std::vector<double> best(all.size() + 1, 0.0);
  std::vector<std::size_t> before(all.size(), 0);  // how many end at or before this one's start
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto fits = std::upper_bound(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i].segment.first,
        [](std::size_t first, const Candidate& c) { return first < c.segment.end; });
    before[i] = static_cast<std::size_t>(fits - all.begin());
    best[i + 1] = std::max(best[i], best[before[i]] + all[i].segment.score - theta);
  }
  std::vector<Candidate> chosen;
  for (std::size_t i = all.size(); i > 0;) {
    if (best[i] > best[i - 1]) {
      chosen.push_back(all[i - 1]);
      i = before[i - 1];
    } else {
      --i;
    }
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

double between_s(std::int64_t from, std::int64_t to) {
  return static_cast<double>(to - from) / 1e9;
}

Range hard_bounds(std::span<const Point> points, const Window& w) {
  const std::size_t before = w.first == 0 ? 0 : w.first - 1;
  return {between_s(w.start_ns, points[w.end - 1].at_ns),
          between_s(points[before].at_ns, w.end_ns)};
}

/// Starts and ends whose score is within `support` of the best, looked for in [from, to).
Range partial_bounds(std::span<const Point> points, const Window& w, Scores s, std::size_t from,
                     std::size_t to) {
  std::size_t earliest = w.first;
  std::size_t latest = w.first;
  double lost = 0;  // score lost by starting at i instead of w.first
  for (std::size_t i = w.first; i-- > from;) {
    lost -= points[i].bad ? s.bad : s.good;
    if (points[i].bad && lost <= support) earliest = i;
  }
  lost = 0;
  for (std::size_t i = w.first; i + 1 < w.end; ++i) {
    lost += points[i].bad ? s.bad : s.good;
    if (points[i + 1].bad && lost <= support) latest = i + 1;
  }
  std::size_t first_end = w.end - 1;  // of the last bad one
  std::size_t last_end = w.end - 1;
  lost = 0;
  for (std::size_t i = w.end; i < to; ++i) {
    lost -= points[i].bad ? s.bad : s.good;
    if (points[i].bad && lost <= support) last_end = i;
  }
  lost = 0;
  for (std::size_t i = w.end - 1; i > w.first; --i) {
    lost += points[i].bad ? s.bad : s.good;
    if (points[i - 1].bad && lost <= support) first_end = i - 1;
  }
  const std::size_t before = earliest == 0 ? 0 : earliest - 1;
  const std::size_t after = std::min(last_end + 1, points.size() - 1);
  return {std::max(0.0, between_s(points[latest].at_ns, points[first_end].at_ns)),
          between_s(points[before].at_ns, points[after].at_ns)};
}

Window window_of(std::span<const Point> points, const Candidate& c) {
  Window w;
  w.first = c.segment.first;
  w.end = c.segment.end;
  w.ratio = c.p1;
  w.score = c.segment.score;
  w.open = w.end == points.size();
  w.start_ns = points[w.first].at_ns;
  w.end_ns = points[w.open ? w.end - 1 : w.end].at_ns;
  for (std::size_t i = w.first; i < w.end; ++i)
    w.bad += points[i].bad ? 1U : 0U;
  return w;
}

}  // namespace

Scan tune_scan(std::span<const Point> points, std::optional<std::int64_t> fault_at_ns) {
  std::size_t n = 0;
  std::size_t bad = 0;
  for (const Point& point : points) {
    if (!fault_at_ns || point.at_ns >= *fault_at_ns) break;
    ++n;
    bad += point.bad ? 1U : 0U;
  }
  Scan scan;
  scan.baseline = n < 5 ? 0.001 : (static_cast<double>(bad) + 0.5) / (static_cast<double>(n) + 1.0);
  scan.baseline = std::clamp(scan.baseline, 1e-4, 0.5);
  scan.grid_size = static_cast<std::size_t>(
      std::count_if(grid.begin(), grid.end(), [&](double p1) { return p1 > 2 * scan.baseline; }));
  const double tries = static_cast<double>(std::max<std::size_t>(points.size(), 1)) *
                       static_cast<double>(std::max<std::size_t>(scan.grid_size, 1));
  scan.theta = std::log(tries / false_alarm);
  return scan;
}

std::vector<Window> impact_windows(std::span<const Point> points,
                                   std::optional<std::int64_t> fault_at_ns) {
  const Scan scan = tune_scan(points, fault_at_ns);
  std::vector<Candidate> candidates;
  for (const double p1 : grid) {
    if (p1 <= 2 * scan.baseline) continue;
    const Scores s = scores(p1, scan.baseline);
    const auto score = [&](std::size_t i) { return points[i].bad ? s.bad : s.good; };
    for (const Segment& segment : maximal_segments(points.size(), score)) {
      if (segment.score >= scan.theta) candidates.push_back({segment, p1});
    }
  }
  const auto chosen = best_disjoint(std::move(candidates), scan.theta);
  std::vector<Window> windows;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    Window w = window_of(points, chosen[i]);
    const std::size_t from = i == 0 ? 0 : chosen[i - 1].segment.end;
    const std::size_t to = i + 1 == chosen.size() ? points.size() : chosen[i + 1].segment.first;
    w.bounds_s = w.ratio >= hard_outage
                     ? hard_bounds(points, w)
                     : partial_bounds(points, w, scores(w.ratio, scan.baseline), from, to);
    windows.push_back(w);
  }
  return windows;
}

std::size_t failures_to_open(const Scan& scan) {
  const double each = std::log(grid.front() / scan.baseline);
  return static_cast<std::size_t>(std::ceil(scan.theta / each));
}

double shortest_outage_s(std::span<const Point> points, const Scan& scan) {
  if (points.size() < 2) return std::numeric_limits<double>::infinity();
  const double span_s = between_s(points.front().at_ns, points.back().at_ns);
  const double spacing = span_s / static_cast<double>(points.size() - 1);
  return static_cast<double>(failures_to_open(scan)) * spacing;
}

}  // namespace brunt::analysis

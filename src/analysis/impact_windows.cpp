#include "analysis/impact_windows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/maximal_segments.h"

namespace brunt::analysis {
namespace {

using Failure = Trail::Failure;
using Failures = std::span<const Failure>;

constexpr std::array grid = {0.95, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02};
constexpr double false_alarm = 0.001;
constexpr double hard_outage = 0.7;
constexpr double total_outage = 0.99;  // cuts the ends of a hard one
constexpr double support = 1.92;       // half of chi-squared(1) at 95 %

struct Scores {
  double bad, good;
};

Scores scores(double p1, double p0) {
  return {std::log(p1 / p0), std::log((1 - p1) / (1 - p0))};
}

/// Failures [first, end) of a trail, not requests.
struct Candidate {
  std::size_t first = 0, end = 0;
  double score = 0;
  double p1 = 0;
};

/// Good requests between failure i and the one after it.
std::size_t good_after(Failures failures, std::size_t i) {
  return failures[i + 1].index - failures[i].index - 1;
}

/// Maximal segments of `failures` with the good requests between them that score `least`.
std::vector<Candidate> segments(Failures failures, double p1, double p0, double least) {
  const Scores s = scores(p1, p0);
  SegmentFinder finder(least);
  for (std::size_t i = 0; i < failures.size(); ++i) {
    finder.add(s.bad);
    if (i + 1 == failures.size()) break;
    const std::size_t good = good_after(failures, i);
    if (good > 0) finder.skip(good, static_cast<double>(good) * s.good);
  }
  std::vector<Candidate> found;
  std::size_t first = 0;
  for (const Segment& segment : finder.finish()) {
    const std::size_t base = failures.front().index;
    const auto at = [&](std::size_t from, std::size_t index) {
      const auto place = std::lower_bound(
          failures.begin() + static_cast<std::ptrdiff_t>(from), failures.end(), base + index,
          [](const Failure& f, std::size_t wanted) { return f.index < wanted; });
      return static_cast<std::size_t>(place - failures.begin());
    };
    first = at(first, segment.first);
    found.push_back({first, at(first, segment.end), segment.score, p1});
  }
  return found;
}

/// Weighted interval scheduling: the disjoint candidates with the most score above theta.
std::vector<Candidate> best_disjoint(std::vector<Candidate> all, double theta) {
  std::sort(all.begin(), all.end(),
            [](const Candidate& a, const Candidate& b) { return a.end < b.end; });
  std::vector<double> best(all.size() + 1, 0.0);
  std::vector<std::size_t> before(all.size(), 0);  // how many end at or before this one's start
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto fits =
        std::upper_bound(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i].first,
                         [](std::size_t first, const Candidate& c) { return first < c.end; });
    before[i] = static_cast<std::size_t>(fits - all.begin());
    best[i + 1] = std::max(best[i], best[before[i]] + all[i].score - theta);
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

/// A hard outage less the stray failures at its ends, where it still scores enough.
Candidate cut_back(Failures failures, const Candidate& whole, const Scan& scan) {
  if (whole.p1 < hard_outage) return whole;
  const Failures inside = failures.subspan(whole.first, whole.end - whole.first);
  Candidate best = whole;
  double most = scan.theta;
  for (const Candidate& part : segments(inside, total_outage, scan.baseline, scan.theta)) {
    if (part.score < most) continue;
    most = part.score;
    best.first = whole.first + part.first;
    best.end = whole.first + part.end;
  }
  return best;
}

double between_s(std::int64_t from, std::int64_t to) {
  return static_cast<double>(to - from) / 1e9;
}

/// How far an end may be moved outwards, or inwards, with at most `support` of score lost.
std::size_t moved(Failures failures, Scores s, std::size_t from, std::size_t to) {
  std::size_t best = from;
  double lost = 0;
  const bool up = to > from;
  for (std::size_t i = from; i != to;) {
    const std::size_t next = up ? i + 1 : i - 1;
    lost += static_cast<double>(good_after(failures, std::min(i, next))) * s.good + s.bad;
    i = next;
    if (-lost <= support) best = i;
  }
  return best;
}

std::size_t kept(Failures failures, Scores s, std::size_t from, std::size_t to) {
  return moved(failures, {-s.bad, -s.good}, from, to);
}

Range hard_bounds(Failures failures, const Candidate& c, const Window& w) {
  return {between_s(w.start_ns, failures[c.end - 1].at_ns),
          between_s(failures[c.first].before_ns, w.end_ns)};
}

/// Starts and ends whose score is within `support` of the best, looked for in [from, to).
Range partial_bounds(Failures failures, const Candidate& c, Scores s, std::size_t from,
                     std::size_t to) {
  const std::size_t last = c.end - 1;
  const std::size_t earliest = moved(failures, s, c.first, from);
  const std::size_t latest = kept(failures, s, c.first, last);
  const std::size_t last_end = moved(failures, s, last, to - 1);
  const std::size_t first_end = kept(failures, s, last, c.first);
  return {std::max(0.0, between_s(failures[latest].at_ns, failures[first_end].at_ns)),
          between_s(failures[earliest].before_ns, failures[last_end].after_ns)};
}

Window window_of(const Trail& trail, const Candidate& c) {
  const Failure& last = trail.failures()[c.end - 1];
  Window w;
  w.first = trail.failures()[c.first].index;
  w.end = last.index + 1;
  w.ratio = c.p1;
  w.score = c.score;
  w.open = w.end == trail.size();
  w.start_ns = trail.failures()[c.first].at_ns;
  w.end_ns = last.after_ns;
  w.bad = c.end - c.first;
  return w;
}

std::size_t tried(double baseline) {
  return static_cast<std::size_t>(
      std::count_if(grid.begin(), grid.end(), [&](double p1) { return p1 > 2 * baseline; }));
}

}  // namespace

Scan tune_scan(std::size_t n, const Ratio& before) {
  Scan scan;
  scan.baseline = before.total < 5 ? 0.001
                                   : (static_cast<double>(before.count) + 0.5) /
                                         (static_cast<double>(before.total) + 1.0);
  scan.baseline = std::clamp(scan.baseline, 1e-4, 0.5);
  scan.grid_size = tried(scan.baseline);
  const double tries = static_cast<double>(std::max<std::size_t>(n, 1)) *
                       static_cast<double>(std::max<std::size_t>(scan.grid_size, 1));
  scan.theta = std::log(tries / false_alarm);
  return scan;
}

Scan tune_scan(std::span<const Point> points, std::optional<std::int64_t> fault_at_ns) {
  Ratio before;
  for (const Point& point : points) {
    if (!fault_at_ns || point.at_ns >= *fault_at_ns) break;
    ++before.total;
    before.count += point.bad ? 1U : 0U;
  }
  return tune_scan(points.size(), before);
}

std::vector<Window> impact_windows(const Trail& trail, const Scan& scan) {
  const Failures failures = trail.failures();
  if (failures.empty()) return {};
  std::vector<Candidate> candidates;
  for (const double p1 : grid) {
    if (p1 <= 2 * scan.baseline) continue;
    const auto found = segments(failures, p1, scan.baseline, scan.theta);
    candidates.insert(candidates.end(), found.begin(), found.end());
  }
  auto chosen = best_disjoint(std::move(candidates), scan.theta);
  for (Candidate& candidate : chosen)
    candidate = cut_back(failures, candidate, scan);
  std::vector<Window> windows;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Candidate& c = chosen[i];
    Window w = window_of(trail, c);
    const std::size_t from = i == 0 ? 0 : chosen[i - 1].end;
    const std::size_t to = i + 1 == chosen.size() ? failures.size() : chosen[i + 1].first;
    w.bounds_s = w.ratio >= hard_outage
                     ? hard_bounds(failures, c, w)
                     : partial_bounds(failures, c, scores(c.p1, scan.baseline), from, to);
    windows.push_back(w);
  }
  return windows;
}

std::vector<Window> impact_windows(std::span<const Point> points,
                                   std::optional<std::int64_t> fault_at_ns) {
  return impact_windows(Trail(points), tune_scan(points, fault_at_ns));
}

std::size_t failures_to_open(const Scan& scan) {
  const double each = std::log(grid.front() / scan.baseline);
  return static_cast<std::size_t>(std::ceil(scan.theta / each));
}

double shortest_outage_s(const Trail& trail, const Scan& scan) {
  if (trail.size() < 2) return std::numeric_limits<double>::infinity();
  const double spacing =
      between_s(trail.first_ns(), trail.last_ns()) / static_cast<double>(trail.size() - 1);
  return static_cast<double>(failures_to_open(scan)) * spacing;
}

}  // namespace brunt::analysis

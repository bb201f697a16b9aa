#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/ratio.h"
#include "analysis/trail.h"

namespace brunt::analysis {

// Where were users hurt? A rule of runs ("two of three bad opens") breaks under background errors,
// so requests are scanned for stretches whose failures the baseline cannot explain:
//
//   score of a bad request    ln(p1 / p0)           p0: failure ratio before the fault
//   score of a good request   ln((1-p1) / (1-p0))   p1: each of a grid, 0.95 to 0.02
//
// All maximal segments are found in one pass per p1 (Ruzzo and Tompa 1999); those that score above
// theta are rarer in noise than 1 in 1000 (Karlin and Altschul 1990); of these the set that does
// not overlap and scores most is chosen. A hard outage's ends are then cut back to where failures
// leave no room for an answer, so that a stray failure beside it does not lengthen it. Costs a pass
// per p1 over the failures. Source: report.md C.5.

/// A stretch of harm. Times and bounds follow the send times of requests.
struct Window {
  std::size_t first = 0;  ///< index of the first bad request
  std::size_t end = 0;    ///< index of the first good one after the last bad; == n when open
  std::size_t bad = 0;    ///< bad requests in [first, end)
  double ratio = 0;       ///< p1 of the scan that found it: 0.7 and above is a hard outage
  double score = 0;       ///< above theta
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;  ///< of `end`; of the last request when open
  Range bounds_s;  ///< shortest and longest it can have been, seconds; when open both are lower
                   ///< bounds: nobody saw the end
  bool open = false;
};

/// How the scan was tuned for these points.
struct Scan {
  double baseline = 0;        ///< p0
  double theta = 0;           ///< score that a window needs
  std::size_t grid_size = 0;  ///< values of p1 tried
};

/// Baseline and threshold for `n` requests, given those sent before the fault. Fewer than 5 of them
/// tell nothing: the baseline is 0.001.
Scan tune_scan(std::size_t n, const Ratio& before);

/// The same for `points`; without a fault nothing was before it.
Scan tune_scan(std::span<const Point> points, std::optional<std::int64_t> fault_at_ns);

/// All windows, disjoint, in order of time.
std::vector<Window> impact_windows(const Trail& trail, const Scan& scan);

/// The same for `points` in order of time.
std::vector<Window> impact_windows(std::span<const Point> points,
                                   std::optional<std::int64_t> fault_at_ns);

/// Failures in a row that open a window under `scan`.
std::size_t failures_to_open(const Scan& scan);

/// The shortest full outage that must have opened a window, seconds: failures_to_open() times the
/// mean spacing. Infinite with fewer than two requests.
double shortest_outage_s(const Trail& trail, const Scan& scan);

}  // namespace brunt::analysis

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace brunt::analysis {

/// Which way a series goes when users are hurt.
enum class Harm { up, down };

/// How windows are found where only a series of buckets is at hand. Source: report.md C.5.
struct SeriesRule {
  std::size_t baseline = 0;  ///< buckets before the fault, the first ones
  double least_change = 0;   ///< smaller ones do not matter, in the series' unit
  Harm harm = Harm::up;
};

struct SeriesWindow {
  std::size_t first = 0, end = 0;  ///< buckets; end == size when open
  bool drift = false;              ///< no bucket stands out; the sum of small steps does (CUSUM)
  bool open = false;
  friend bool operator==(const SeriesWindow&, const SeriesWindow&) = default;
};

/// What the buckets before the fault look like.
struct SeriesBaseline {
  double median = 0;
  double sigma = 0;  ///< 1.4826 times the median absolute deviation
};

/// Of the first `rule.baseline` finite values; absent with fewer than five.
std::optional<SeriesBaseline> series_baseline(std::span<const double> values,
                                              const SeriesRule& rule);

/// Windows after the baseline, disjoint, in order. A bucket is bad when it lies further than
/// max(5 sigma, least_change) from the median in the harmful direction; two in a row open a window,
/// the first of two good ones closes it. Where no bucket is bad, a tabular CUSUM with reference 0.5
/// sigma and limit 5 sigma (Page 1954) finds slow drift: it began where the sum last was 0, and one
/// bucket adds 3 sigma at most. Buckets
/// without a finite value say nothing and are stepped over. Empty without a baseline.
std::vector<SeriesWindow> series_windows(std::span<const double> values, const SeriesRule& rule);

}  // namespace brunt::analysis

#include "analysis/series_windows.h"

#include <algorithm>
#include <cmath>

namespace brunt::analysis {
namespace {

constexpr double most_of_one = 3;  // sigmas: one bucket alone is no drift

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// The buckets that say something, from `from` on.
std::vector<std::size_t> told(std::span<const double> values, std::size_t from) {
  std::vector<std::size_t> places;
  for (std::size_t i = from; i < values.size(); ++i) {
    if (std::isfinite(values[i])) places.push_back(i);
  }
  return places;
}

/// Stretches of bad buckets: two in a row open one, the first of two good ones closes it.
std::vector<SeriesWindow> stretches(const std::vector<std::size_t>& places,
                                    const std::vector<bool>& bad, std::size_t size) {
  std::vector<SeriesWindow> windows;
  bool inside = false;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    if (!inside && bad[i] && bad[i + 1]) {
      windows.push_back({places[i], size, false, true});
      inside = true;
    } else if (inside && !bad[i] && !bad[i + 1]) {
      windows.back().end = places[i];
      windows.back().open = inside = false;
    }
  }
  // One good bucket at the very end closes nothing: who knows what came after it?
  return windows;
}

std::vector<SeriesWindow> drifts(std::span<const double> values,
                                 const std::vector<std::size_t>& places, const SeriesBaseline& base,
                                 double sign) {
  std::vector<SeriesWindow> windows;
  double sum = 0;
  std::size_t began = 0;
  bool inside = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (sum <= 0) began = places[i];
    const double off = std::min(most_of_one, sign * (values[places[i]] - base.median) / base.sigma);
    sum = std::max(0.0, sum + off - 0.5);
    if (!inside && sum > 5) {
      windows.push_back({began, values.size(), true, true});
      inside = true;
    } else if (inside && off <= 0.5) {
      windows.back().end = places[i];
      windows.back().open = inside = false;
      sum = 0;
    }
  }
  return windows;
}

bool overlaps(const SeriesWindow& a, const SeriesWindow& b) {
  return a.first < b.end && b.first < a.end;
}

}  // namespace

std::optional<SeriesBaseline> series_baseline(std::span<const double> values,
                                              const SeriesRule& rule) {
  std::vector<double> known;
  for (const double value : values.first(std::min(rule.baseline, values.size()))) {
    if (std::isfinite(value)) known.push_back(value);
  }
  if (known.size() < 5) return std::nullopt;
  SeriesBaseline base;
  base.median = median(known);
  for (double& value : known)
    value = std::abs(value - base.median);
  base.sigma = 1.4826 * median(std::move(known));
  return base;
}

std::vector<SeriesWindow> series_windows(std::span<const double> values, const SeriesRule& rule) {
  const auto base = series_baseline(values, rule);
  if (!base) return {};
  const double sign = rule.harm == Harm::up ? 1 : -1;
  const double limit = std::max(5 * base->sigma, rule.least_change);
  const auto places = told(values, rule.baseline);
  std::vector<bool> bad;
  bad.reserve(places.size());
  for (const std::size_t i : places)
    bad.push_back(sign * (values[i] - base->median) > limit);
  auto windows = stretches(places, bad, values.size());
  if (base->sigma <= 0) return windows;  // a flat baseline: any drift would stand out
  for (const SeriesWindow& drift : drifts(values, places, *base, sign)) {
    const bool known = std::any_of(windows.begin(), windows.end(),
                                   [&](const SeriesWindow& w) { return overlaps(w, drift); });
    const std::size_t last = std::min(drift.end, values.size()) - 1;
    const bool matters =
        sign * (values[last] - base->median) > rule.least_change || !std::isfinite(values[last]);
    if (!known && matters) windows.push_back(drift);
  }
  std::sort(windows.begin(), windows.end(),
            [](const SeriesWindow& a, const SeriesWindow& b) { return a.first < b.first; });
  return windows;
}

}  // namespace brunt::analysis

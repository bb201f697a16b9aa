#include "plot/series.h"

#include <algorithm>
#include <array>

namespace brunt::plot {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

namespace {

/// Each is a multiple of the one before, so that slices merge without being cut.
constexpr std::array<nanoseconds, 12> ladder = {100ms, 200ms, 1s, 2s, 10s, 60s,
                                                120s,  600s,  1h, 2h, 24h, 240h};
constexpr std::size_t most_slices = 300;
constexpr std::size_t most_texts = 100;

std::int64_t index_of(WallTime at, nanoseconds width) {
  return floored(at.time_since_epoch().count(), width.count());
}

}  // namespace

void Slice::add(const Slice& other) {
  ok.add(other.ok);
  sent += other.sent;
  failed += other.failed;
  for (const auto& [code, count] : other.codes)
    codes[code] += count;
}

Series::Series(std::string label, std::size_t most_points)
    : label_(std::move(label)),
      most_points_(std::max<std::size_t>(most_points, 2)),
      slice_width_(ladder[0]) {}

void Series::add(const load::Result& result) {
  ++sent_;
  first_ = std::min(first_, result.timestamp);
  last_ = std::max(last_, result.timestamp);
  all_.add(result.latency);
  if (result.lateness.count() > 0) lateness_.add(result.lateness);
  ++codes_[result.code];
  Slice& slice = slices_[index_of(result.timestamp, slice_width_)];
  ++slice.sent;
  ++slice.codes[result.code];
  if (load::succeeded(result)) {
    ok_.add(result.latency);
    slice.ok.add(result.latency);
    fastest_ = std::min(fastest_, result.latency);
    add_point({result.timestamp, result.latency});
  } else {
    ++slice.failed;
    add_failure(result);
  }
  if (slices_.size() > most_slices) widen_slices();
}

void Series::add_failure(const load::Result& result) {
  ++failed_;
  ++failed_at_[index_of(result.timestamp, 1ms)];
  const bool room = failures_.size() < most_texts || failures_.contains(result.error);
  Failure& failure = failures_[room ? result.error : ""];
  failure.first = failure.count == 0 ? result.timestamp : std::min(failure.first, result.timestamp);
  failure.last = failure.count == 0 ? result.timestamp : std::max(failure.last, result.timestamp);
  ++failure.count;
}

void Series::widen_slices() {
  while (slices_.size() > most_slices && rung_ + 1 < ladder.size()) {
    const auto merged = ladder[rung_ + 1] / ladder[rung_];
    slice_width_ = ladder[++rung_];
    std::map<std::int64_t, Slice> wide;
    for (const auto& [index, slice] : slices_) {
      wide[floored(index, merged)].add(slice);
    }
    slices_ = std::move(wide);
  }
}

void Series::add_point(const Point& point) {
  if (stretches_.empty()) {
    points_.push_back(point);
    if (points_.size() <= most_points_) return;
    for (const Point& kept : points_)
      put(kept);
    points_ = {};
  } else {
    put(point);
  }
  // Times before and after 1970 never come together.
  while (stretches_.size() > most_points_ / 2 && stretch_width_ <= nanoseconds::max() / 2) {
    stretch_width_ *= 2;
    const auto narrow = std::exchange(stretches_, {});
    for (const auto& [index, stretch] : narrow) {
      put(stretch.fastest);
      put(stretch.slowest);
    }
  }
}

void Series::put(const Point& point) {
  const auto [at, is_new] =
      stretches_.try_emplace(index_of(point.at, stretch_width_), Stretch{point, point});
  if (is_new) return;
  Stretch& stretch = at->second;
  if (point.latency < stretch.fastest.latency) stretch.fastest = point;
  if (point.latency > stretch.slowest.latency) stretch.slowest = point;
}

std::vector<Point> Series::points() const {
  std::vector<Point> drawn = points_;
  for (const auto& [index, stretch] : stretches_) {
    drawn.push_back(stretch.fastest);
    if (stretch.slowest != stretch.fastest) drawn.push_back(stretch.slowest);
  }
  std::ranges::stable_sort(drawn, {}, &Point::at);
  return drawn;
}

}  // namespace brunt::plot

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "load/histogram.h"
#include "load/result.h"

namespace brunt::plot {

/// Precision of a slice's latencies: 1.6 %.
inline constexpr unsigned slice_bits = 6;

/// `value` / `by`, rounded down also below zero.
inline std::int64_t floored(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// What ended in a stretch of time; requests count where they were due.
struct Slice {
  load::Histogram ok{slice_bits};  ///< latencies of the successes
  std::uint64_t sent = 0, failed = 0;
  std::map<int, std::uint64_t> codes;  ///< 0 = no answer

  void add(const Slice& other);
};

/// A success as it is drawn.
struct Point {
  WallTime at{};
  std::chrono::nanoseconds latency{0};

  friend bool operator==(const Point&, const Point&) = default;
};

/// How often a failure's text came, and when.
struct Failure {
  std::uint64_t count = 0;
  WallTime first{}, last{};
};

/// One run of the plot, gathered in one pass in any order. Memory does not grow with the successes:
/// slices widen and points thin out. Failures are all kept, to the millisecond.
class Series {
 public:
  /// Successes are drawn one by one up to `most_points`; above, the fastest and the slowest of
  /// each of at most half as many stretches.
  Series(std::string label, std::size_t most_points);

  void add(const load::Result& result);

  const std::string& label() const { return label_; }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t failed() const { return failed_; }
  WallTime first() const { return first_; }
  WallTime last() const { return last_; }
  const load::Histogram& ok() const { return ok_; }
  const load::Histogram& all() const { return all_; }
  std::chrono::nanoseconds fastest() const { return fastest_; }
  const load::Histogram& lateness() const { return lateness_; }
  const std::map<int, std::uint64_t>& codes() const { return codes_; }
  /// By their texts; those beyond the first 100 texts are under "".
  const std::map<std::string, Failure>& failures() const { return failures_; }
  /// Millisecond since the epoch to number of failures that were due in it.
  const std::map<std::int64_t, std::uint64_t>& failed_at() const { return failed_at_; }

  /// Slices in order; each begins at its key times the width, since the epoch.
  const std::map<std::int64_t, Slice>& slices() const { return slices_; }
  std::chrono::nanoseconds slice_width() const { return slice_width_; }

  /// In order of time.
  std::vector<Point> points() const;
  bool thinned() const { return !stretches_.empty(); }

 private:
  struct Stretch {
    Point fastest, slowest;
  };
  void add_failure(const load::Result& result);
  void add_point(const Point& point);
  void put(const Point& point);
  void widen_slices();

  std::string label_;
  std::size_t most_points_;
  std::uint64_t sent_ = 0, failed_ = 0;
  WallTime first_ = WallTime::max(), last_ = WallTime::min();
  std::chrono::nanoseconds fastest_ = std::chrono::nanoseconds::max();
  load::Histogram ok_{10}, all_{10}, lateness_{10};
  std::map<int, std::uint64_t> codes_;
  std::map<std::string, Failure> failures_;
  std::map<std::int64_t, std::uint64_t> failed_at_;
  std::map<std::int64_t, Slice> slices_;
  std::chrono::nanoseconds slice_width_;
  std::size_t rung_ = 0;
  std::vector<Point> points_;
  std::map<std::int64_t, Stretch> stretches_;
  std::chrono::nanoseconds stretch_width_{std::chrono::milliseconds(1)};
};

}  // namespace brunt::plot

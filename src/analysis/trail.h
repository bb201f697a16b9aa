#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace brunt::analysis {

/// One request: when it was sent (or due), and whether it hurt its user. In order of time.
struct Point {
  std::int64_t at_ns = 0;
  bool bad = false;
};

/// What a scan for impact needs of a load, however long: every failure with its neighbours, and of
/// the rest only how many there were. Memory follows the failures.
class Trail {
 public:
  struct Failure {
    std::size_t index = 0;  ///< among all requests
    std::int64_t at_ns = 0;
    std::int64_t before_ns = 0;  ///< when the request before was sent; its own time for the first
    std::int64_t after_ns = 0;   ///< when the next one was; its own time for the last
  };

  Trail() = default;
  explicit Trail(std::span<const Point> points) {
    for (const Point& point : points)
      add(point);
  }

  /// The next request; not earlier than the last.
  void add(const Point& point);

  std::size_t size() const { return size_; }
  std::int64_t first_ns() const { return first_ns_; }
  std::int64_t last_ns() const { return last_ns_; }
  const std::vector<Failure>& failures() const { return failures_; }

 private:
  std::size_t size_ = 0;
  std::int64_t first_ns_ = 0, last_ns_ = 0;
  std::vector<Failure> failures_;
};

}  // namespace brunt::analysis

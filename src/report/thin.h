#pragma once

#include <cstddef>
#include <vector>

namespace brunt::report {

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// Indices of `most` of `points`, in order, that keep the picture: of each bucket the point that
/// spans the largest triangle with the one chosen before and the mean of the bucket after. First
/// and last are kept. All of them when `points` are no more than `most` (at least 3). Source: S.
/// Steinarsson, "Downsampling time series for visual representation", 2013.
std::vector<std::size_t> largest_triangles(const std::vector<Point>& points, std::size_t most);

}  // namespace brunt::report

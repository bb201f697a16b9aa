#include "report/thin.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace brunt::report {

namespace {

Point mean(const std::vector<Point>& points, std::size_t from, std::size_t to) {
  Point sum;
  for (std::size_t i = from; i < to; ++i) {
    sum.x += points[i].x;
    sum.y += points[i].y;
  }
  const auto n = static_cast<double>(to - from);
  return {sum.x / n, sum.y / n};
}

double triangle(const Point& a, const Point& b, const Point& c) {
  return std::abs((a.x - c.x) * (b.y - a.y) - (a.x - b.x) * (c.y - a.y));
}

}  // namespace

std::vector<std::size_t> largest_triangles(const std::vector<Point>& points, std::size_t most) {
  const std::size_t n = points.size();
  most = std::max<std::size_t>(most, 3);
  if (n <= most) {
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }
  // Bucket i of the most - 2 inner ones starts here; one past the last is the final point.
  const double every = static_cast<double>(n - 2) / static_cast<double>(most - 2);
  const auto start = [&](std::size_t bucket) {
    return std::min(n - 1,
                    static_cast<std::size_t>(std::floor(static_cast<double>(bucket) * every)) + 1);
  };
  std::vector<std::size_t> kept{0};
  kept.reserve(most);
  for (std::size_t bucket = 0; bucket + 2 < most; ++bucket) {
    const std::size_t from = start(bucket);
    const std::size_t to = std::max(from + 1, start(bucket + 1));
    const std::size_t next = bucket + 3 < most ? start(bucket + 2) : n;
    const Point after = mean(points, std::min(to, n - 1), std::max(next, std::min(to, n - 1) + 1));
    std::size_t best = from;
    double largest = -1;
    for (std::size_t i = from; i < to; ++i) {
      const double area = triangle(points[kept.back()], points[i], after);
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    kept.push_back(best);
  }
  kept.push_back(n - 1);
  return kept;
}

}  // namespace brunt::report

#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace brunt::analysis {

/// A stretch [first, end) and the sum of its scores, above 0.
struct Segment {
  std::size_t first = 0, end = 0;
  double score = 0;
  friend bool operator==(const Segment&, const Segment&) = default;
};

/// All maximal scoring segments of `n` scores, in order: disjoint, none can be made better by
/// growing or shrinking. Linear time. Source: Ruzzo and Tompa, ISMB 1999.
std::vector<Segment> maximal_segments(std::size_t n,
                                      const std::function<double(std::size_t)>& score);

}  // namespace brunt::analysis

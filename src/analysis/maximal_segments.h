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

/// Finds all maximal scoring segments of scores that come one after the other: disjoint, none can
/// be made better by growing or shrinking. Linear time. What can no longer grow is given up unless
/// it scores `least`, so memory follows the stretch under way, not the length of the input.
/// Source: Ruzzo and Tompa, ISMB 1999.
class SegmentFinder {
 public:
  explicit SegmentFinder(double least = 0) : least_(least) {}

  /// One score.
  void add(double score);
  /// `count` scores of 0 or less that sum up to `sum`.
  void skip(std::size_t count, double sum);
  /// All segments, in order. Ends it.
  std::vector<Segment> finish();

 private:
  struct Candidate {
    std::size_t first = 0, end = 0;
    double left = 0, right = 0;  ///< sums of all scores before it, and up to its end
    std::size_t link = 0;        ///< nearest candidate to the left whose `left` is lower
  };

  std::size_t lower_to_the_left(double left) const;
  void settle();

  double least_;
  double sum_ = 0, lowest_ = 0;
  std::size_t n_ = 0;
  std::vector<Candidate> list_;
  std::vector<Segment> settled_;
};

/// All maximal scoring segments of `n` scores.
std::vector<Segment> maximal_segments(std::size_t n,
                                      const std::function<double(std::size_t)>& score);

}  // namespace brunt::analysis

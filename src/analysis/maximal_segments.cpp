#include "analysis/maximal_segments.h"

#include <utility>

namespace brunt::analysis {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

}  // namespace

/// The nearest whose left sum is below `left`: candidates that the links jump over have higher
/// ones, so need no look.
std::size_t SegmentFinder::lower_to_the_left(double left) const {
  std::size_t j = list_.empty() ? none : list_.size() - 1;
  while (j != none && list_[j].left >= left)
    j = list_[j].link;
  return j;
}

void SegmentFinder::add(double score) {
  if (score <= 0) return skip(1, score);
  const double before = std::exchange(sum_, sum_ + score);
  Candidate next{n_, n_ + 1, before, sum_, none};
  ++n_;
  for (;;) {
    const std::size_t j = lower_to_the_left(next.left);
    if (j == none || list_[j].right >= next.right) {
      next.link = j;
      list_.push_back(next);
      return;
    }
    next.first = list_[j].first;  // joins all from j on, and looks again
    next.left = list_[j].left;
    list_.resize(j);
  }
}

void SegmentFinder::skip(std::size_t count, double sum) {
  n_ += count;
  sum_ += sum;
  // Below all sums so far no later segment can reach over: a better one would begin here.
  if (sum_ < lowest_) settle();
}

void SegmentFinder::settle() {
  for (const Candidate& c : list_) {
    if (c.right - c.left >= least_) settled_.push_back({c.first, c.end, c.right - c.left});
  }
  list_.clear();
  lowest_ = sum_;
}

std::vector<Segment> SegmentFinder::finish() {
  settle();
  return std::move(settled_);
}

std::vector<Segment> maximal_segments(std::size_t n,
                                      const std::function<double(std::size_t)>& score) {
  SegmentFinder finder;
  for (std::size_t i = 0; i < n; ++i)
    finder.add(score(i));
  return finder.finish();
}

}  // namespace brunt::analysis

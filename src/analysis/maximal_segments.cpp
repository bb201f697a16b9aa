#include "analysis/maximal_segments.h"

#include <utility>

namespace brunt::analysis {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

struct Candidate {
  std::size_t first = 0, end = 0;
  double left = 0, right = 0;  ///< sums of all scores before it, and up to its end
  std::size_t link = none;     ///< nearest candidate to the left whose `left` is lower
};

/// The nearest of `list` whose left sum is below `left`: candidates that the links jump over have
/// higher ones, so need no look.
std::size_t lower_to_the_left(const std::vector<Candidate>& list, double left) {
  std::size_t j = list.empty() ? none : list.size() - 1;
  while (j != none && list[j].left >= left)
    j = list[j].link;
  return j;
}

}  // namespace

std::vector<Segment> maximal_segments(std::size_t n,
                                      const std::function<double(std::size_t)>& score) {
  std::vector<Candidate> list;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double value = score(i);
    const double before = std::exchange(sum, sum + value);
    if (value <= 0) continue;
    Candidate next{i, i + 1, before, sum, none};
    for (;;) {
      const std::size_t j = lower_to_the_left(list, next.left);
      if (j == none || list[j].right >= next.right) {
        next.link = j;
        list.push_back(next);
        break;
      }
      next.first = list[j].first;  // joins all from j on, and looks again
      next.left = list[j].left;
      list.resize(j);
    }
  }
  std::vector<Segment> segments;
  segments.reserve(list.size());
  for (const Candidate& c : list)
    segments.push_back({c.first, c.end, c.right - c.left});
  return segments;
}

}  // namespace brunt::analysis

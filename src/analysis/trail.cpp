#include "analysis/trail.h"

namespace brunt::analysis {

void Trail::add(const Point& point) {
  if (size_ == 0) first_ns_ = last_ns_ = point.at_ns;
  if (!failures_.empty() && failures_.back().index + 1 == size_) {
    failures_.back().after_ns = point.at_ns;
  }
  if (point.bad) failures_.push_back({size_, point.at_ns, last_ns_, point.at_ns});
  last_ns_ = point.at_ns;
  ++size_;
}

}  // namespace brunt::analysis

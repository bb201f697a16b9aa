#include "analysis/times.h"

#include <algorithm>

namespace brunt::analysis {

Range elapsed(const Moment& from, const Moment& to, bool follows) {
  const Range range{static_cast<double>(to.earliest_ns - from.latest_ns) / 1e9,
                    static_cast<double>(to.latest_ns - from.earliest_ns) / 1e9};
  if (!follows) return range;
  return {std::max(0.0, range.low), std::max(0.0, range.high)};
}

Range time_to_impact(const Moment& fault, const Moment& impact) {
  return elapsed(fault, impact);
}

Range time_to_recover(const Moment& fault, const Moment& recovered) {
  return elapsed(fault, recovered);
}

Range time_to_detect(const Moment& impact, const Moment& signal) {
  return elapsed(impact, signal);
}

Range detection_margin(const Moment& recovered, const Moment& signal) {
  return elapsed(signal, recovered, false);
}

}  // namespace brunt::analysis

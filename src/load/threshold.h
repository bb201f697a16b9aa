#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "load/metrics.h"

namespace brunt::load {

/// What a load must keep to: `p99<200ms`, `success>=99.9%`, `max<1s`, `requests>=100`.
struct Threshold {
  std::string text;     ///< as it was given
  std::string measure;  ///< p1 to p99.99, mean, min, max, success, rate, throughput, requests
  bool below = true;    ///< `<` or `<=`, not `>` or `>=`
  bool or_equal = false;
  double bound = 0;  ///< ns of a latency, share of success, else the number
};

/// Errors: `invalid_input`, saying what is expected.
brunt::Result<Threshold> parse_threshold(std::string_view text);

/// A threshold that was not kept, and what was found.
struct Missed {
  std::string text, found;
};

/// Those of `thresholds` that closed metrics miss; without a request all are missed.
std::vector<Missed> missed(const std::vector<Threshold>& thresholds, Metrics& metrics);

}  // namespace brunt::load

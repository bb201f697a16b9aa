#pragma once

#include <string>
#include <vector>

#include "load/metrics.h"
#include "load/result.h"

namespace brunt::load {

/// vegeta's text report, byte for byte. Source: vegeta v12, lib/reporters.go.
std::string text_report(const Metrics& metrics);

/// The layout of vegeta 5 to 11: no throughput, min nor 90th; durations not rounded.
std::string text_report_v6(const Metrics& metrics);

/// vegeta's JSON report, byte for byte; `buckets` may be null.
std::string json_report(const Metrics& metrics, const Buckets* buckets);

/// vegeta's histogram. Source: vegeta report -type=hist[...].
std::string histogram_report(const Buckets& buckets);

/// A duration rounded to the next finer unit than its own, half away from zero.
std::chrono::nanoseconds rounded(std::chrono::nanoseconds value);

struct TerminalStyle {
  bool colour = false;
  bool unicode = true;
  std::size_t width = 100;
};

/// What we add on a terminal below vegeta's text: percentiles of the successes alone, their
/// histogram, a strip over time, the generator's own verdict. Source: terminal design, section 5.
std::string terminal_addition(const std::vector<Result>& results, const TerminalStyle& style);

}  // namespace brunt::load

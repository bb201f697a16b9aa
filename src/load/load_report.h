#pragma once

#include <memory>
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

/// Latencies at 94 quantiles, for HdrHistogram's plotter. Source: vegeta report -type=hdrplot.
std::string hdrplot_report(Metrics& metrics);

/// A duration rounded to the next finer unit than its own, half away from zero.
std::chrono::nanoseconds rounded(std::chrono::nanoseconds value);

struct TerminalStyle {
  bool colour = false;
  bool unicode = true;
  std::size_t width = 100;
};

/// What we add on a terminal below vegeta's text: percentiles of the successes alone, their
/// histogram, a strip over time, the generator's own verdict. Takes memory with the seconds of the
/// run, not with its requests; percentiles are exact to 0.1 %. Source: terminal design, section 5.
class TerminalAddition {
 public:
  TerminalAddition();
  ~TerminalAddition();
  void add(const Result& result);
  std::string render(const TerminalStyle& style) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace brunt::load

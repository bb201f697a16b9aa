#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace brunt::analysis {

/// What a claim is about. Source: reference report.md C.3.
enum class Indicator : std::uint8_t {
  success,         ///< share of requests that were good; optionally within a time
  failures,        ///< share that were not
  extra_failures,  ///< share from the fault on less the share before it
  p50,
  p90,
  p95,
  p99,
  longest,    ///< "max": slowest success
  impact,     ///< longest impact window, seconds
  windows,    ///< how many impact windows
  recovery,   ///< from the fault to the end of the last window, seconds
  detection,  ///< from the start of the impact to the first server-side signal, seconds
};

/// Which requests it counts.
enum class Span : std::uint8_t {
  run,     ///< all
  before,  ///< sent before the fault
  during,  ///< from the fault until it and its impact are over; until the end, where both are short
  after,   ///< after the last window; without one, after the fault
  since,   ///< from the fault on
};

enum class Comparison : std::uint8_t { at_least, at_most, above, below };

/// "success >= 99.9% during fault" as it is meant.
struct StatedClaim {
  std::string text;  ///< as written
  std::string name;  ///< given to it; "" = told by its parts
  Indicator indicator = Indicator::success;
  double within_seconds = 0;  ///< of success: answered later is not good; 0 = no limit
  Comparison comparison = Comparison::at_least;
  double threshold = 0;  ///< a fraction, seconds or a count
  Span span = Span::run;
  std::string origin;         ///< "experiment", "command line", "SLO file a.yaml"
  double period_seconds = 0;  ///< of the objective it was taken from; 0 = none
  friend bool operator==(const StatedClaim&, const StatedClaim&) = default;
};

/// Reads INDICATOR [within TIME] COMPARISON VALUE [SPAN], for instance
///     success >= 99.9% during fault          failures < 1%
///     success within 300ms >= 95% after      p95 latency <= 250ms before fault
///     impact <= 10s                          recovery < 30s
/// SPAN is "during fault", "before fault", "after fault", "since fault" or "over the run" (default;
/// the latter also for nothing). Errors: `invalid_input` that says what was found and expected.
Result<StatedClaim> parse_claim(std::string_view text);

/// The number with its point moved: 99.9 is 0.999, which 99.9 / 100 is not. Finite values.
double from_percent(double percent);

/// "success", "extra failures", "p95", ...
std::string_view indicator_word(Indicator indicator);
/// "run", "before", "during", "after", "since".
std::string_view span_word(Span span);
/// ">=", "<=", ">", "<".
std::string_view comparison_sign(Comparison comparison);
/// Is the indicator a share, a time or a count?
enum class Unit : std::uint8_t { ratio, seconds, count };
Unit unit_of(Indicator indicator);

}  // namespace brunt::analysis

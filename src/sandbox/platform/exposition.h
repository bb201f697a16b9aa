#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/platform/promql/labels.h"

namespace brunt::sandbox::platform {

/// One line of a scraped text.
struct ScrapedSample {
  promql::Labels labels;  ///< the metric's name under `__name__`
  double value = 0;
  std::optional<std::int64_t> time_ms;  ///< when the line has its own
};

/// `name{a="1"} 3` and a line end, the label values escaped.
std::string exposition_line(std::string_view name, const promql::Labels& labels, double value);

/// Reads the Prometheus text format 0.0.4; comments are skipped.
/// Errors: `invalid_input` with the line's number, for a line that is none or a missing last line
/// end.
Result<std::vector<ScrapedSample>> read_exposition(std::string_view text);

}  // namespace brunt::sandbox::platform

#pragma once

#include <string>
#include <vector>

#include "plot/series.h"

namespace brunt::plot {

/// One offline page of one or several runs: latency over time on a log scale, each failure on a
/// rail of its own, answers per second by code, distribution and percentile spectrum, and all of it
/// as tables. Runs are laid over each other from their own first request. Whole without script;
/// nothing is fetched. `series` holds at least one request.
std::string page(const std::vector<Series>& series, const std::string& title);

}  // namespace brunt::plot

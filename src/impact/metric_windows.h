#pragma once

#include <vector>

#include "impact/metrics.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// When a counter of failures grew faster than before the fault, in buckets of one scrape. What
/// chance adds to such a count does not matter: five times its deviation. Empty for what is no
/// counter, where the scrape interval is unknown, and with fewer than five scrapes before the
/// fault. Source: report.md C.5, "series only".
std::vector<MetricWindow> windows_of(const MetricReading& metric, WallTime fault);

}  // namespace brunt::impact

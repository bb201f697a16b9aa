#pragma once

#include <map>
#include <optional>
#include <vector>

#include "impact/metrics.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// When a counter was really scraped, found by holding its increments against events of a log.
struct ScrapeFit {
  Interval delay_seconds;  ///< a sample is this much older than the query's time for it
  std::map<int, std::size_t> predicted;  ///< by code: events up to the last scrape
  std::map<int, std::size_t> seen;       ///< by code: what the counter grew by in that time
  bool exact = false;                    ///< every increment equals its events
};

/// Events by code: times in seconds since the epoch, ascending, known from `from_s` on. Absent when
/// the metric is no counter by code, or its scrape interval is unknown.
std::optional<ScrapeFit> fit_scrapes(const MetricReading& metric,
                                     const std::map<int, std::vector<double>>& events,
                                     double from_s);

/// The HTTP status in "code 502", 0 when none.
int code_of(const MetricSeries& series);

}  // namespace brunt::impact

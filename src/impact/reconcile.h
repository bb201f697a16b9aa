#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/measure.h"
#include "impact/metrics.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// The client's record held against what the server's side wrote down. Source: report.md C.7.
struct Reconciled {
  std::vector<Reconciliation> rows;
  bool compared = false;  ///< some server-side source could be held against the client's record
  bool agree = true;
  std::vector<std::string> silent;     ///< sources that said nothing while requests were sent
  std::size_t unwritten_failures = 0;  ///< not in the server's log when it was read
  std::optional<double> server_delay_seconds;           ///< until the server writes a failure down
  std::optional<WallTime> last_failure_due;             ///< when it will have written the last one
  std::optional<WallTime> log_until;                    ///< the log tells nothing after this
  std::optional<double> log_coverage, metric_coverage;  ///< share of the load's requests
  std::optional<Interval> clock_offset_seconds;         ///< log's clock minus client's
  std::string wrong_clock;  ///< "the clock of gateway is 120.0 s ahead ...", or ""
  std::optional<Interval> scrape_delay_seconds;  ///< a sample is this much older than its query
  std::optional<Interval> first_failure_scrape;  ///< when a metric first counted one, seconds since
                                                 ///< the epoch
};

Reconciled reconcile(const Journal& journal, const LoadEvidence& load,
                     const std::vector<LogLane>& logs, const std::vector<MetricReading>& metrics,
                     const std::vector<ImpactWindow>& windows);

/// Checks of the hypothesis that ran while a window was open.
std::size_t checks_inside(const Journal& journal, const std::vector<ImpactWindow>& windows);

}  // namespace brunt::impact

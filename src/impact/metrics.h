#pragma once

#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// A metric as its query answered: what a lane needs besides the drawing.
struct MetricReading {
  MetricLane lane;
  double step_seconds = 0;  ///< of the query, 0 = unknown
  bool counter = false;     ///< never falls but at a restart
};

/// Every range query of the journal, repeats of one scrape collapsed to steps. NaN and infinite
/// samples are kept out of sums and steps; a counter that falls has restarted from zero.
std::vector<MetricReading> read_metrics(const Journal& journal);

/// Does the series count failures? Its code label is 4xx or 5xx, or it names errors.
bool counts_failures(const MetricSeries& series);

/// The interval that changes at `times_s` (ascending, each late by at most `step_s`) are multiples
/// of: the largest that explains them; 0 with fewer than three.
double scrape_interval(const std::vector<double>& times_s, double step_s);

}  // namespace brunt::impact

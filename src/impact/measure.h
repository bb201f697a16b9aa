#pragma once

#include <optional>
#include <vector>

#include "analysis/budget.h"
#include "analysis/impact_windows.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What the client's record says, in numbers. Source: report.md C.5.
struct Measured {
  analysis::Scan scan;
  std::vector<ImpactWindow> windows;  ///< that began with or after the fault
  Count all;
  std::optional<Count> before;         ///< sent before the fault; absent without a fault
  std::optional<Count> inside;         ///< in the windows; absent without one
  std::optional<Count> after;          ///< after the last window, or, without one, after the fault
  Count since;                         ///< all from the fault on
  Interval extra;                      ///< interval of since - before, in [-1, 1]
  double shortest_outage_seconds = 0;  ///< infinite with fewer than two requests
  double spacing_seconds = 0;          ///< mean time between requests, 0 with fewer than two
};

/// `requests` in order of send time, not empty.
Measured measure(const std::vector<RequestMark>& requests, std::optional<WallTime> fault);

/// `failed` of `total` with its interval.
Count count_of(std::size_t failed, std::size_t total);

/// Failure ratio from the fault on less that before it.
double extra_ratio(const Measured& measured);

/// The longest of them, the first of several; null when there is none.
const ImpactWindow* longest_window(const std::vector<ImpactWindow>& windows);

/// Share of the error budget that the windows spent.
double budget_spent(const std::vector<ImpactWindow>& windows, const analysis::Objective& objective);

/// Failures outside windows, from the fault on.
std::size_t failures_outside(const Measured& measured);

}  // namespace brunt::impact

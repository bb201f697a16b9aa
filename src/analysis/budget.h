#pragma once

#include <array>
#include <optional>

namespace brunt::analysis {

/// A service level: `target` of all requests are good, counted over `period_s`.
struct Objective {
  double target = 0.999;
  double period_s = 30.0 * 86400.0;
};

/// How many times faster than sustainable errors are spent at `failure_ratio`.
double burn_rate(double failure_ratio, const Objective& objective);

/// Share of the budget spent by an outage of `seconds` at `failure_ratio`, by time.
double budget_spent(double seconds, double failure_ratio, const Objective& objective);

/// A paging rule: more than `factor` times the sustainable burn, over `window_s`.
struct PagerRule {
  double window_s = 0;
  double factor = 0;
};

/// The three of the SRE Workbook, "Alerting on SLOs": 1 h at 14.4, 6 h at 6, 3 d at 1.
inline constexpr std::array<PagerRule, 3> pager_rules = {
    {{3600.0, 14.4}, {6 * 3600.0, 6.0}, {72 * 3600.0, 1.0}}};

/// How long failures at `failure_ratio` must last until `rule` fires, seconds; absent when they
/// are too few to fire it ever.
std::optional<double> time_to_fire_s(const PagerRule& rule, double failure_ratio,
                                     const Objective& objective);

}  // namespace brunt::analysis

#include "analysis/budget.h"

namespace brunt::analysis {

double burn_rate(double failure_ratio, const Objective& objective) {
  return failure_ratio / (1 - objective.target);
}

double budget_spent(double seconds, double failure_ratio, const Objective& objective) {
  return seconds * failure_ratio / ((1 - objective.target) * objective.period_s);
}

std::optional<double> time_to_fire_s(const PagerRule& rule, double failure_ratio,
                                     const Objective& objective) {
  const double burn = burn_rate(failure_ratio, objective);
  if (burn < rule.factor) return std::nullopt;
  return rule.window_s * rule.factor / burn;
}

}  // namespace brunt::analysis

#include "sandbox/cluster/budget.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sandbox/cluster/object.h"
#include "sandbox/cluster/selector.h"

namespace brunt::sandbox::cluster {
namespace {

/// A number, or a percentage of `of`, rounded up as Kubernetes does here.
std::int64_t part_of(const Json& value, std::int64_t of) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return 0;
  return static_cast<std::int64_t>(std::ceil(
      std::strtod(value.get<std::string>().c_str(), nullptr) / 100.0 * static_cast<double>(of)));
}

bool covers(const Json& budget, const Json& pod) {
  const Json* selector = at(budget, "spec", "selector");
  if (selector == nullptr) return false;
  const auto rules = label_selector_of(*selector);
  return rules && matches(*rules, labels_of(pod));
}

struct Count {
  std::int64_t expected = 0, healthy = 0, desired = 0;
};

Count count(const Store& store, const Json& budget) {
  Count out;
  for (const Object& pod : store.list("pods", namespace_of(budget))) {
    if (!covers(budget, *pod) || terminating(*pod)) continue;
    ++out.expected;
    if (ready(*pod)) ++out.healthy;
  }
  if (const Json* least = at(budget, "spec", "minAvailable"))
    out.desired = part_of(*least, out.expected);
  else if (const Json* most = at(budget, "spec", "maxUnavailable"))
    out.desired = std::max<std::int64_t>(0, out.expected - part_of(*most, out.expected));
  return out;
}

}  // namespace

void run_budgets(World& world) {
  for (const Object& budget : world.store.list("poddisruptionbudgets")) {
    const Count found = count(world.store, *budget);
    Json changed = *budget;
    changed["status"] = {
        {"currentHealthy", found.healthy},
        {"desiredHealthy", found.desired},
        {"disruptionsAllowed", std::max<std::int64_t>(0, found.healthy - found.desired)},
        {"expectedPods", found.expected},
        {"observedGeneration", number_at(*budget, "metadata", "generation")}};
    world.store.put("poddisruptionbudgets", std::move(changed));
  }
}

std::optional<std::string> forbidden_by_budget(const Store& store, const Json& pod) {
  if (terminating(pod) || !ready(pod)) return std::nullopt;
  for (const Object& budget : store.list("poddisruptionbudgets", namespace_of(pod))) {
    if (!covers(*budget, pod)) continue;
    const Count found = count(store, *budget);
    if (found.healthy - 1 < found.desired)
      return fmt::format("The disruption budget {} needs {} healthy pods and has {} currently",
                         name_of(*budget), found.desired, found.healthy);
  }
  return std::nullopt;
}

}  // namespace brunt::sandbox::cluster

#pragma once

#include "base/json.h"
#include "codec/way.h"

namespace brunt::codec {

enum class List { hypothesis, method, rollbacks };

/// Calls `visit(activity, way, list)` for each element that may be an activity: method first, then
/// the hypothesis, as references see them, then the rollbacks.
template <class Visit>
void for_each_activity(const Json& document, Visit&& visit) {
  const Way root;
  const auto all = [&](const Json* list, const Way& way, List which) {
    if (list == nullptr || !list->is_array()) return;
    std::size_t i = 0;
    for (const Json& activity : *list)
      visit(activity, way / i++, which);
  };
  all(find(document, "method"), root / "method", List::method);
  const Way at_hypothesis = root / "steady-state-hypothesis";
  if (const Json* hypothesis = find(document, "steady-state-hypothesis"))
    all(find(*hypothesis, "probes"), at_hypothesis / "probes", List::hypothesis);
  all(find(document, "rollbacks"), root / "rollbacks", List::rollbacks);
}

}  // namespace brunt::codec

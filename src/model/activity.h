#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace brunt::model {

enum class ActivityType { probe, action };

/// One thing that an experiment does: an action changes the system, a probe looks at it.
struct Activity {
  ActivityType type = ActivityType::probe;
  std::string name;
  std::string ref;  ///< set when this element refers to another activity by name; then only
                    ///< `background` and `tolerance` below are its own
  bool background = false;
  Json pause_before;  ///< seconds, or a text that is one placeholder; null when there is none
  Json pause_after;
  std::optional<Json> tolerance;
  std::string provider_type;  ///< "http", "process", "python"
  Json provider;              ///< as written, placeholders included
  Json source;                ///< the whole element as written: what the journal shows

  friend bool operator==(const Activity&, const Activity&) = default;
};

struct Hypothesis {
  std::string title;
  std::vector<Activity> probes;

  friend bool operator==(const Hypothesis&, const Hypothesis&) = default;
};

}  // namespace brunt::model

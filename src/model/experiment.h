#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/activity.h"

namespace brunt::model {

/// An experiment as its file has it. Source: Chaos Toolkit's experiment format.
struct Experiment {
  std::string title;
  std::string description;
  std::vector<std::string> tags;
  Json configuration = Json::object();
  Json secrets = Json::object();
  std::optional<Hypothesis> hypothesis;
  std::vector<Activity> method;
  std::vector<Activity> rollbacks;
  bool verify_after_rollbacks = false;  ///< of its `brunt` object
  SharedJson document;                  ///< the file, key order and unknown keys kept

  friend bool operator==(const Experiment&, const Experiment&) = default;
};

}  // namespace brunt::model

#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/activity.h"

namespace brunt::run {

/// The outputs of one run that have a name, for the activities that follow. Thread-safe.
class Outputs {
 public:
  /// Keeps `output`, or what is at the path in it; without a match nothing is kept. Line ends at
  /// the end of a text are dropped, as a shell does with what a command prints.
  void keep(const model::NamedOutput& name, const Json& output);

  /// `configuration` with the names added.
  Json over(const Json& configuration) const;

  /// The first of `names` that `value` has a placeholder for and that is not there; "" when none.
  std::string missing_in(const Json& value, const std::vector<std::string>& names) const;

 private:
  mutable std::mutex mutex_;  ///< guards kept_
  Json kept_ = Json::object();
};

}  // namespace brunt::run

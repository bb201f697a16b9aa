#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "model/event.h"

namespace brunt::cli {

/// How an activity ended, in a few words.
struct ActivityWords {
  bool good = false;
  std::string word;    ///< "ok", "missed" (a tolerance), "failed"
  std::string result;  ///< "200", "404, expected 200", "1 pod deleted", "connection refused"
  std::string detail;  ///< one more line, or ""

  friend bool operator==(const ActivityWords&, const ActivityWords&) = default;
};

/// `data` is that of the activity_finished event; `definition` the element of the experiment, may
/// be nullptr.
ActivityWords activity_words(const Json& data, const Json* definition);

/// A tolerance in a few words: `200`, `1 to 5`, `one of 200, 204`, `matching "ok"`.
std::string tolerance_words(const Json& tolerance);

/// The last line of an exception, without the class in front of it.
std::string failure_words(const Json& exception);

struct BrokenThing {
  WallTime started{};
  bool confirmed = false;

  friend bool operator==(const BrokenThing&, const BrokenThing&) = default;
};

/// The fault that a finished activity says it has injected.
std::optional<BrokenThing> fault_of(const model::Event& event);

}  // namespace brunt::cli

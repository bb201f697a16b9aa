#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace brunt::cli {

/// What tells later whether a configuration is the same, and does not tell what is in it: of each
/// value a digest, salted anew each time:
///     {"salt": "5f3a09c2...", "marks": {"namespace": "8f14e45f..."}}
Json mark_configuration(const Json& configuration);

/// The keys whose value is not the one that was marked: another, none, or new; in order.
std::vector<std::string> changed_since(const Json& marked, const Json& configuration);

}  // namespace brunt::cli

#pragma once

#include <functional>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brunt::config {

/// Runs the probe of a configuration entry, which is an activity, with what is configured so far;
/// gives its output as the journal would have it. Errors: it failed, or could not be run.
using CallProbe =
    std::function<Result<Json>(const Json& entry, const Json& configuration, const Json& secrets)>;

/// What the output of a probe means as a configuration value: a process' stdout without the blanks
/// around it, if it exited with 0; an http body, whatever the status; what a function returned.
/// Errors: `invalid_input`. Source: experiment format section 4.3.
Result<Json> probe_value(std::string_view provider_type, const Json& output);

}  // namespace brunt::config

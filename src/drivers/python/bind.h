#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "provider/native.h"

namespace brunt::drivers::python {

/// Every parameter with its argument, or its default. Errors: `invalid_input` for arguments that
/// are missing or that the function does not know, all of them at once, as Python would bind them.
Result<Json> bind_arguments(const std::vector<provider::Parameter>& parameters,
                            const Json& arguments);

}  // namespace brunt::drivers::python

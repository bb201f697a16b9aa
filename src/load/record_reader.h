#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// Does this begin like a record file?
bool looks_like_records(std::string_view bytes);

/// Hands over the results of a record file in order of completion, then, as `aborted`, the hits
/// that were out when their writer ended. A file that was never sealed is read as far as it was
/// written. Errors: `invalid_input` (damaged block, wrong version).
brunt::Result<> read_records(std::string_view bytes,
                             const std::function<bool(const Result&)>& on_result);

}  // namespace brunt::load

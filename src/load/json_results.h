#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// Appends `text` as a JSON string, escaped as Go does: also < > & and the two line separators.
void append_go_string(std::string& out, std::string_view text);

/// RFC 3339 as Go prints it: up to nine digits, trailing zeros cut.
std::string go_time(WallTime at);

/// vegeta's JSON line of a result: twelve keys in a fixed order. Source: vegeta encode -to=json.
void append_json(std::string& out, const Result& result);

/// One object a line; unknown keys are skipped, missing ones are zero. Errors: `invalid_input`
/// naming the line, with what stood before already handed over.
brunt::Result<> read_json_results(std::string_view bytes,
                                  const std::function<bool(const Result&)>& on_result);

}  // namespace brunt::load

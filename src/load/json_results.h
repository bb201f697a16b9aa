#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/decoder.h"
#include "load/result.h"

namespace brunt::load {

/// Appends `text` as a JSON string, escaped as Go does: also < > & and the two line separators.
void append_go_string(std::string& out, std::string_view text);

/// RFC 3339 as Go prints it: up to nine digits, trailing zeros cut.
std::string go_time(WallTime at);

/// vegeta's JSON line of a result: twelve keys in a fixed order. Source: vegeta encode -to=json.
void append_json(std::string& out, const Result& result);

/// One object a line; unknown keys are skipped, missing ones but the timestamp are zero. A last
/// line needs no line end.
std::unique_ptr<Decoder> json_decoder(ByteSource& source);

}  // namespace brunt::load

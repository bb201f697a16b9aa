#pragma once

#include <charconv>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/flag_set.h"

namespace brunt::load {

/// Reads a whole number as Go's flag package does: a sign, `0x`, `0o` or `0b`, `_` between digits.
/// Errors: `invalid_input` with its text, "parse error" or "value out of range".
brunt::Result<std::int64_t> parse_go_int(std::string_view text);
brunt::Result<std::uint64_t> parse_go_uint(std::string_view text);

/// What Go's time.ParseDuration says of a text that is no duration.
std::string go_duration_error(std::string_view text);

/// Any of Go's durations.
FlagSet::Set go_duration_into(std::chrono::nanoseconds& into);

}  // namespace brunt::load

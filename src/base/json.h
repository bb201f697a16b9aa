#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace brunt {

/// A JSON value whose objects keep the order of their keys, as a journal must.
/// This header brings the whole library in: the values in the middle (experiment, journal) hold
/// JSON.
using Json = nlohmann::ordered_json;

/// Errors: `invalid_input`, with line and column of the first offence. Source: RFC 8259, plus the
/// tokens NaN, Infinity and -Infinity that Python writes, read as null.
Result<Json> parse_json(std::string_view text);

/// UTF-8; bytes that are none are replaced by U+FFFD. `indent` < 0 gives one line.
/// Non-ASCII characters stay as they are, like in a journal.
std::string to_text(const Json& value, int indent = -1);

/// The same as a file has it: indented by two, with a line end.
std::string to_file_text(const Json& value);

/// `value[key]` when `value` is an object that has it, else nullptr.
const Json* find(const Json& value, std::string_view key);

/// The text at `key`, or `otherwise` when it is absent or not a string.
std::string string_or(const Json& value, std::string_view key, std::string_view otherwise = "");

/// Is `value` an object that has `true` at `key`?
bool is_true(const Json& value, std::string_view key);

}  // namespace brunt

#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::impact {

/// SHA-256 of `bytes`, 64 hexadecimal digits in lower case.
std::string sha256(std::string_view bytes);

/// `value` as canonical JSON: keys in order of UTF-16 units, numbers as ECMAScript prints them, no
/// blanks. Two texts of one document give the same. Source: RFC 8785.
std::string canonical_json(const Json& value);

}  // namespace brunt::impact

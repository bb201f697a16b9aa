#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brunt::impact {

/// SHA-256 of `bytes`, 64 hexadecimal digits in lower case.
std::string sha256(std::string_view bytes);

/// The same of a file's bytes, which are never all in memory. Errors: `not_found`, `unavailable`.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

/// The first `most` bytes of a file, or all it has. Errors: `not_found`.
Result<std::string> file_head(const std::filesystem::path& path, std::size_t most);

/// `value` as canonical JSON: keys in order of UTF-16 units, numbers as ECMAScript prints them, no
/// blanks. Two texts of one document give the same. Source: RFC 8785.
std::string canonical_json(const Json& value);

}  // namespace brunt::impact

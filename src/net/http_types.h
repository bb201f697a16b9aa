#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brunt::net {

/// Name and value as on the wire; names keep their spelling, repeats stay separate.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of header `name` (case does not matter), or nothing.
std::optional<std::string> header(const Headers& headers, std::string_view name);

/// Percent-decodes; `plus_is_space` for query strings.
std::string percent_decode(std::string_view text, bool plus_is_space);

/// Percent-encodes all but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace brunt::net

#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::impact {

inline constexpr std::string_view masked_secret = "••••••";

/// Does a key or header of this name hold something secret: token, password, authorization...?
bool looks_secret(std::string_view name);

/// `text` with authorization values, tokens in URLs (user:password@, ?token=...) and `key=value` or
/// `"key": "value"` pairs of secret names masked.
std::string mask_text(std::string_view text);

/// `value` with the same masked in every text, and every value of a secret-looking key.
Json mask(const Json& value);

}  // namespace brunt::impact

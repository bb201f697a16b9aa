#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace brunt::load {

/// An http or https address, taken apart as a request needs it.
struct Url {
  std::string scheme;     ///< "http" or "https"
  std::string user_info;  ///< still percent-encoded; "" = none
  std::string authority;  ///< as written, without user info: what the Host header says
  std::string host;       ///< without brackets; "localhost" when the address has none
  int port = 80;
  std::string target;  ///< path and query as on the wire, at least "/"

  friend bool operator==(const Url&, const Url&) = default;
};

/// Errors: `invalid_input` with what was found and what was expected; no user info in it.
brunt::Result<Url> parse_url(std::string_view text);

/// What `location` (absolute, or relative as in RFC 3986 section 5) means in a response to `base`.
std::string resolve_location(const Url& base, std::string_view location);

}  // namespace brunt::load

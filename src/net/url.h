#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brunt::net {

/// The parts of an absolute http(s) URL that decide where it goes.
struct UrlParts {
  std::string scheme;  ///< lower case
  std::string host;    ///< lower case, IPv6 without brackets
  int port = 80;       ///< the scheme's when the URL has none
};

/// Nothing when `url` is no absolute http or https URL.
std::optional<UrlParts> url_parts(std::string_view url);

/// `url` with its user and password replaced by `***`: what may be printed.
std::string mask_url(std::string_view url);

}  // namespace brunt::net

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/http_types.h"

namespace brunt::load {

/// One request to send.
struct Target {
  std::string method = "GET";
  std::string url;
  net::Headers headers;
  std::string body;

  friend bool operator==(const Target&, const Target&) = default;
};

/// Reads a body file named after '@' in a target list.
using ReadBody = std::function<Result<std::string>(const std::string& path)>;

/// vegeta's "http" target format; `headers` come before each target's own, `body` is that of
/// targets without one. Errors: `invalid_input`, naming the line. Source: vegeta attack
/// -format=http.
Result<std::vector<Target>> parse_http_targets(std::string_view text, const net::Headers& headers,
                                               const std::string& body, const ReadBody& read_body);

/// vegeta's "json" target format, one object a line. Errors: `invalid_input`, naming the line.
Result<std::vector<Target>> parse_json_targets(std::string_view text, const net::Headers& headers,
                                               const std::string& body);

}  // namespace brunt::load

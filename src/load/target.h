#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "load/byte_source.h"
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
using ReadBody = std::function<brunt::Result<std::string>(const std::string& path)>;

/// What each target of a list begins with: headers before its own, a body unless it has one.
struct TargetDefaults {
  net::Headers headers;
  std::string body;
};

/// A target list, read one by one: as far as it is asked for.
class TargetReader {
 public:
  virtual ~TargetReader() = default;
  /// Nothing at the end. Errors: `invalid_input`, naming the line; `unavailable`.
  virtual brunt::Result<std::optional<Target>> next() = 0;
};
std::unique_ptr<TargetReader> http_targets(ByteSource source, TargetDefaults defaults,
                                           ReadBody read_body, std::string name);
std::unique_ptr<TargetReader> json_targets(ByteSource source, TargetDefaults defaults,
                                           std::string name);
/// Errors: as next(), and `no targets to attack`.
brunt::Result<std::vector<Target>> read_all_targets(TargetReader& reader);

/// vegeta's "http" target format; `headers` come before each target's own, `body` is that of
/// targets without one. `name` stands before the line number in errors. Errors: `invalid_input`,
/// naming the line. Source: vegeta attack -format=http.
brunt::Result<std::vector<Target>> parse_http_targets(std::string_view text,
                                                      const net::Headers& headers,
                                                      const std::string& body,
                                                      const ReadBody& read_body,
                                                      std::string_view name = "targets");

/// vegeta's "json" target format, one object a line; the body is base64. Errors: `invalid_input`,
/// naming the line.
brunt::Result<std::vector<Target>> parse_json_targets(std::string_view text,
                                                      const net::Headers& headers,
                                                      const std::string& body,
                                                      std::string_view name = "targets");

/// Is `name` a header's name (RFC 9110's token)?
bool is_header_name(std::string_view name);

}  // namespace brunt::load

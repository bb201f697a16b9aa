#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http_server.h"
#include "sandbox/platform/promql/labels.h"

namespace brunt::sandbox::platform {

/// The parameters of an API request: those of a form body first, then those of the query string.
class QueryParameters {
 public:
  explicit QueryParameters(const net::ServerRequest& request);

  std::optional<std::string> first(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

  /// RFC 3339, or seconds since the epoch with decimals; milliseconds. Errors: bad_data.
  promql::Outcome<std::optional<std::int64_t>> time_ms(std::string_view name) const;
  /// Seconds with decimals, or `5m`; milliseconds. Errors: bad_data.
  promql::Outcome<std::optional<std::int64_t>> duration_ms(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

/// As Prometheus words it: `invalid parameter "NAME": what`.
promql::QueryError invalid_parameter(std::string_view name, std::string_view what);

}  // namespace brunt::sandbox::platform

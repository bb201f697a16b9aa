#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <vector>

namespace brunt::sandbox::platform::promql {

/// Label names to values, sorted by name; the metric's own name is under `__name__`.
using Labels = std::map<std::string, std::string, std::less<>>;

inline constexpr const char* metric_name = "__name__";

/// `{a="1", b="2"}`, for messages.
std::string to_text(const Labels& labels);

/// Why there is no answer. Source: the errorType of Prometheus' HTTP API v1.
struct QueryError {
  enum class Kind : std::uint8_t {
    bad_data,   ///< the request or the query is wrong: HTTP 400
    execution,  ///< it could be read but not computed: HTTP 422
  };
  Kind kind = Kind::bad_data;
  std::string text;

  friend bool operator==(const QueryError&, const QueryError&) = default;
};

template <class T>
using Outcome = std::expected<T, QueryError>;

}  // namespace brunt::sandbox::platform::promql

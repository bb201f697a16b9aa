#include "sandbox/platform/parameters.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform {

namespace {

using promql::Outcome;

/// Seconds to milliseconds; nothing beyond about 290 million years.
std::optional<std::int64_t> to_ms(double seconds) {
  if (!(std::abs(seconds) < 9.2e15)) return std::nullopt;
  return std::llround(seconds * 1000);
}

}  // namespace

promql::QueryError invalid_parameter(std::string_view name, std::string_view what) {
  return {promql::QueryError::Kind::bad_data,
          fmt::format("invalid parameter \"{}\": {}", name, what)};
}

QueryParameters::QueryParameters(const net::ServerRequest& request) {
  const auto type = net::header(request.headers, "Content-Type");
  if (type && lower(*type).starts_with("application/x-www-form-urlencoded")) {
    for (const std::string& pair : split(request.body, '&')) {
      if (pair.empty()) continue;
      const auto equals = pair.find('=');
      values_.emplace_back(
          net::percent_decode(pair.substr(0, equals), true),
          equals == std::string::npos ? "" : net::percent_decode(pair.substr(equals + 1), true));
    }
  }
  values_.insert(values_.end(), request.query.begin(), request.query.end());
}

std::optional<std::string> QueryParameters::first(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> QueryParameters::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : values_) {
    if (key == name) out.push_back(value);
  }
  return out;
}

Outcome<std::optional<std::int64_t>> QueryParameters::time_ms(std::string_view name) const {
  const auto text = first(name);
  if (!text || text->empty()) return std::nullopt;
  if (const auto number = promql::parse_number(*text)) {
    if (const auto ms = to_ms(*number)) return ms;
  } else if (text->find('T') != std::string::npos) {
    if (const auto at = parse_time(*text)) {
      return std::chrono::floor<std::chrono::milliseconds>(*at).time_since_epoch().count();
    }
  }
  return std::unexpected(invalid_parameter(
      name, fmt::format("cannot parse \"{}\" to a valid timestamp", printable(*text))));
}

Outcome<std::optional<std::int64_t>> QueryParameters::duration_ms(std::string_view name) const {
  const auto text = first(name);
  if (!text || text->empty()) return std::nullopt;
  if (const auto number = promql::parse_number(*text)) {
    if (const auto ms = to_ms(*number)) return ms;
    return std::unexpected(invalid_parameter(
        name, fmt::format("cannot parse \"{}\" to a valid duration. It overflows int64",
                          printable(*text))));
  }
  if (const auto ms = promql::parse_duration_ms(*text)) return ms;
  return std::unexpected(invalid_parameter(
      name, fmt::format("cannot parse \"{}\" to a valid duration", printable(*text))));
}

}  // namespace brunt::sandbox::platform

#include "sandbox/platform/settings.h"

#include <fmt/format.h>

namespace brunt::sandbox::platform {

namespace {

std::unexpected<Error> wrong(std::string_view key, const Json& found, std::string_view expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("'{}' is {}, expected {}", key, to_text(found), expected), ""});
}

/// The value at `key`; null counts as absent.
const Json* given(const Json& config, std::string_view key) {
  const Json* value = find(config, key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Result<> take_text(const Json& config, std::string_view key, std::string& out) {
  const Json* value = given(config, key);
  if (value == nullptr) return {};
  if (!value->is_string()) return wrong(key, *value, "a text");
  out = value->get<std::string>();
  return {};
}

Result<> take_port(const Json& config, std::string_view key, std::uint16_t& out) {
  const Json* value = given(config, key);
  if (value == nullptr) return {};
  if (!value->is_number_integer() || *value < 0 || *value > 65'535) {
    return wrong(key, *value, "a port, 0 to 65535");
  }
  out = value->get<std::uint16_t>();
  return {};
}

/// Milliseconds, fractions allowed.
template <class Duration>
Result<> take_ms(const Json& config, std::string_view key, Duration& out, double least) {
  constexpr double day = 86'400'000;
  const Json* value = given(config, key);
  if (value == nullptr) return {};
  if (!value->is_number() || !(value->get<double>() >= least && value->get<double>() <= day)) {
    return wrong(key, *value, fmt::format("milliseconds, {} to {}", least, day));
  }
  out = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, std::milli>(value->get<double>()));
  return {};
}

Result<> expect_object(const Json& config) {
  if (!config.is_object()) return wrong("config", config, "an object");
  return {};
}

}  // namespace

Result<FunctionSettings> function_settings(const Json& config) {
  FunctionSettings out;
  BRUNT_TRY(expect_object(config));
  BRUNT_TRY(take_text(config, "name", out.name));
  BRUNT_TRY(take_text(config, "address", out.address));
  BRUNT_TRY(take_port(config, "port", out.port));
  if (const Json* delay = given(config, "delay_ms")) {
    if (!delay->is_object()) return wrong("delay_ms", *delay, "an object with 'min' and 'spread'");
    BRUNT_TRY(take_ms(*delay, "min", out.delay.min, 0), "delay_ms");
    BRUNT_TRY(take_ms(*delay, "spread", out.delay.spread, 0), "delay_ms");
  }
  return out;
}

Result<GatewaySettings> gateway_settings(const Json& config) {
  GatewaySettings out;
  BRUNT_TRY(expect_object(config));
  BRUNT_TRY(take_text(config, "profile", out.profile));
  BRUNT_TRY(take_text(config, "address", out.address));
  BRUNT_TRY(take_port(config, "port", out.port));
  BRUNT_TRY(take_port(config, "ingress_port", out.ingress_port));
  BRUNT_TRY(take_text(config, "api", out.api));
  BRUNT_TRY(take_text(config, "api_token", out.api_token));
  BRUNT_TRY(take_text(config, "metrics", out.metrics));
  BRUNT_TRY(take_ms(config, "upstream_timeout_ms", out.upstream_timeout, 1));
  BRUNT_TRY(take_text(config, "ingress_user", out.ingress_user));
  BRUNT_TRY(take_text(config, "ingress_password", out.ingress_password));
  BRUNT_TRY(take_text(config, "ingress_host", out.ingress_host));
  if (const Json* mode = given(config, "while_none_ready")) {
    if (*mode != "refuse" && *mode != "blackhole") {
      return wrong("while_none_ready", *mode, "\"refuse\" or \"blackhole\"");
    }
    out.while_none_ready = *mode == "refuse" ? WhileNoneReady::refuse : WhileNoneReady::blackhole;
  }
  return out;
}

Result<MetricsSettings> metrics_settings(const Json& config) {
  MetricsSettings out;
  BRUNT_TRY(expect_object(config));
  BRUNT_TRY(take_text(config, "address", out.address));
  BRUNT_TRY(take_port(config, "port", out.port));
  BRUNT_TRY(take_text(config, "scrape", out.scrape));
  BRUNT_TRY(take_ms(config, "interval_ms", out.interval, 10));
  BRUNT_TRY(take_text(config, "job", out.job));
  BRUNT_TRY(take_text(config, "instance", out.instance));
  if (out.instance.empty()) {
    const auto scheme = out.scrape.find("://");
    const auto start = scheme == std::string::npos ? 0 : scheme + 3;
    out.instance = out.scrape.substr(start, out.scrape.find('/', start) - start);
  }
  return out;
}

}  // namespace brunt::sandbox::platform

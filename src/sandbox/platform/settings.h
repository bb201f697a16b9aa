#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::platform {

/// A function answers `min` after it has computed, plus a tail: exponential, median `spread` / 2,
/// cut at ten times the spread. The defaults give the seed's median of 15 ms at the gateway.
struct DelaySettings {
  std::chrono::microseconds min{12'000};
  std::chrono::microseconds spread{6'000};

  friend bool operator==(const DelaySettings&, const DelaySettings&) = default;
};

struct FunctionSettings {
  std::string name = "astre";
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  DelaySettings delay;
};

/// What a call meets while no replica is ready.
enum class WhileNoneReady : std::uint8_t {
  refuse,     ///< the connection is refused at once: 502
  blackhole,  ///< it hangs until the upstream timeout, even when a replica comes meanwhile: 502
};

struct GatewaySettings {
  std::string profile = "seed";
  std::string address = "127.0.0.1";
  std::uint16_t port = 0, ingress_port = 0;
  std::string api;  ///< base URL of the cluster's API, "" = none
  std::string api_token;
  std::string metrics;  ///< base URL of the metrics part, "" = none
  std::chrono::milliseconds upstream_timeout{30'000};
  WhileNoneReady while_none_ready = WhileNoneReady::blackhole;
  std::string ingress_user = "jane", ingress_password = "demo";
  std::string ingress_host = "demo.foo.bar";
};

struct MetricsSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string scrape;  ///< URL of the text to read
  std::chrono::milliseconds interval{5'000};
  std::string job = "gateway";
  std::string instance;  ///< "" = host and port of `scrape`
};

// Each reads one JSON object; keys that are absent keep their default, unknown ones are ignored.
// Errors: `invalid_input`, naming the key, what was found and what was expected.

Result<FunctionSettings> function_settings(const Json& config);
Result<GatewaySettings> gateway_settings(const Json& config);
Result<MetricsSettings> metrics_settings(const Json& config);

}  // namespace brunt::sandbox::platform

#pragma once

#include <functional>
#include <string>

#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/platform/settings.h"

namespace brunt::sandbox::platform {

/// Where a request at the ingress goes.
struct Route {
  enum class To : std::uint8_t { gateway, metrics, refused } to = To::refused;
  net::ServerResponse refusal;  ///< when refused
};

/// One host, two servers behind it: `/api/v1`, `/graph`, `/alerts` go to the metrics part, the rest
/// to the gateway. Basic authentication on all paths, except queries of `/api/v1`: chaosprometheus
/// can send no credentials, a difference from the demonstration of 2018 that is documented. An
/// absolute target (we are somebody's HTTP proxy) is served for the ingress' own host alone;
/// CONNECT never. Pure.
Route route(const net::ServerRequest& request, const GatewaySettings& settings);

/// The listener that users reach, `demo.foo.bar` in the demonstration. Any thread may call
/// handle().
class Ingress {
 public:
  using Inner = std::function<net::ServerResponse(const net::ServerRequest&)>;

  Ingress(const GatewaySettings& settings, Inner gateway)
      : settings_(settings), gateway_(std::move(gateway)) {}

  net::ServerResponse handle(const net::ServerRequest& request, std::stop_token stop) const;

 private:
  net::ServerResponse ask_metrics(const net::ServerRequest& request, std::stop_token stop) const;

  GatewaySettings settings_;
  Inner gateway_;
  net::HttpClient client_;
};

}  // namespace brunt::sandbox::platform

#include "sandbox/platform/ingress.h"

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::sandbox::platform {

namespace {

constexpr auto metrics_limit = std::chrono::seconds(60);  // nginx' proxy_read_timeout

net::ServerResponse text(int status, std::string what) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(what) + "\n", {}};
}

/// Is `path` `prefix` or below it?
bool within(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string without_port(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(0, host.find(']') + 1));
  return std::string(host.substr(0, host.find(':')));
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool authorized(const net::ServerRequest& request, const GatewaySettings& settings) {
  const auto header = net::header(request.headers, "Authorization");
  return header == "Basic " + base64(settings.ingress_user + ":" + settings.ingress_password);
}

/// Refuses what is not meant for this host; nothing when it is.
std::optional<net::ServerResponse> wrong_host(const net::ServerRequest& request,
                                              const GatewaySettings& settings) {
  const std::string& ours = settings.ingress_host;
  if (request.method == "CONNECT") {
    return text(
        403, fmt::format("this is the sandbox' ingress: it opens no tunnels, and serves http://{}/ "
                         "alone",
                         ours));
  }
  const std::string host = without_port(lower(request.host));
  if (host == lower(ours)) return std::nullopt;
  if (!request.target.starts_with('/')) {
    return text(
        403, fmt::format("this is the sandbox' ingress: as a proxy it serves http://{}/ alone, not "
                         "http://{}/",
                         ours, printable(request.host)));
  }
  if (host.empty() || is_loopback(host)) return std::nullopt;
  return text(404, fmt::format("default backend - 404: the ingress knows the host '{}', not '{}'",
                               ours, printable(request.host)));
}

}  // namespace

Route route(const net::ServerRequest& request, const GatewaySettings& settings) {
  if (auto refusal = wrong_host(request, settings))
    return {Route::To::refused, *std::move(refusal)};
  const bool query = within(request.path, "/api/v1");
  if (!query && !authorized(request, settings)) {
    net::ServerResponse refusal = text(401, "401 Authorization Required");
    refusal.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Authentication Required\"");
    return {Route::To::refused, std::move(refusal)};
  }
  const bool metrics = query || within(request.path, "/graph") || within(request.path, "/alerts");
  return {metrics ? Route::To::metrics : Route::To::gateway, {}};
}

net::ServerResponse Ingress::handle(const net::ServerRequest& request, std::stop_token stop) const {
  Route decided = route(request, settings_);
  switch (decided.to) {
    case Route::To::gateway:
      return gateway_(request);
    case Route::To::metrics:
      return ask_metrics(request, std::move(stop));
    case Route::To::refused:
      break;
  }
  return std::move(decided.refusal);
}

net::ServerResponse Ingress::ask_metrics(const net::ServerRequest& request,
                                         std::stop_token stop) const {
  if (settings_.metrics.empty()) return text(503, "this sandbox has no metrics server");
  net::Request upstream;
  upstream.method = request.method;
  const auto mark = request.target.find('?');
  upstream.url = settings_.metrics + request.path +
                 (mark == std::string::npos ? "" : request.target.substr(mark));
  for (const char* name : {"Accept", "Content-Type"}) {
    if (const auto value = net::header(request.headers, name)) {
      upstream.headers.emplace_back(name, *value);
    }
  }
  if (!request.body.empty()) upstream.body = request.body;
  upstream.use_proxy_environment = false;
  upstream.max_redirects = 0;
  const auto answer = client_.send(upstream, {Deadline::in(metrics_limit), std::move(stop)});
  if (!answer) return text(502, "502 Bad Gateway: " + answer.error().what);
  net::ServerResponse out{answer->status, {}, answer->body, {}};
  out.headers.emplace_back("Content-Type",
                           net::header(answer->headers, "Content-Type").value_or("text/plain"));
  return out;
}

}  // namespace brunt::sandbox::platform

#include "sandbox/platform/gateway.h"

#include <algorithm>
#include <array>
#include <random>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::sandbox::platform {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto gave_up_connecting =
    "net/http: request canceled while waiting for connection "
    "(Client.Timeout exceeded while awaiting headers)";
constexpr auto gave_up_waiting =
    "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";

bool of_one_hop(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names{
      "connection",          "keep-alive", "proxy-authenticate",
      "proxy-authorization", "te",         "trailer",
      "transfer-encoding",   "upgrade",    "expect"};
  return std::ranges::find(names, lower(name)) != names.end();
}

/// `headers` without those of one hop, and the two that the next hop sets itself.
net::Headers passed_on(const net::Headers& headers) {
  net::Headers out;
  for (const auto& [name, value] : headers) {
    const std::string key = lower(name);
    if (of_one_hop(name) || key == "host" || key == "content-length") continue;
    out.emplace_back(name, value);
  }
  return out;
}

std::string new_call_id() {
  thread_local std::mt19937_64 random{[] {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
  }()};
  return call_id(random(), random());
}

/// X-Call-Id unless the caller has sent one, X-Start-Time, X-Forwarded-For.
net::Headers tracking_headers(const net::ServerRequest& request) {
  net::Headers out;
  if (!net::header(request.headers, "X-Call-Id")) out.emplace_back("X-Call-Id", new_call_id());
  out.emplace_back("X-Start-Time", std::to_string(wall_now().time_since_epoch().count()));
  if (!net::header(request.headers, "X-Forwarded-For")) {
    out.emplace_back("X-Forwarded-For", request.peer.substr(0, request.peer.rfind(':')));
  }
  return out;
}

std::string_view query_of(const net::ServerRequest& request) {
  const auto mark = request.target.find('?');
  return mark == std::string::npos ? std::string_view()
                                   : std::string_view(request.target).substr(mark);
}

}  // namespace

std::string function_in(std::string_view path) {
  constexpr std::string_view prefix = "/function/";
  if (!path.starts_with(prefix)) return "";
  path.remove_prefix(prefix.size());
  const std::string_view name = path.substr(0, path.find('/'));
  const bool fits = std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
  return fits ? std::string(name) : "";
}

std::string call_id(std::uint64_t high, std::uint64_t low) {
  high = (high & ~std::uint64_t{0xf000}) | 0x4000;
  low = (low & ~(std::uint64_t{3} << 62U)) | (std::uint64_t{2} << 62U);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffff,
                     high & 0xffff, low >> 48U, low & 0xffffffffffff);
}

Gateway::Gateway(GatewaySettings settings, LineSink log)
    : settings_(std::move(settings)), log_(std::move(log)), system_(settings_, functions_) {}

void Gateway::set_functions(std::vector<FunctionState> functions) {
  std::map<std::string, int> wanted;
  for (const FunctionState& function : functions)
    wanted[function.name] = function.replicas;
  meters_.set_replicas(wanted);
  functions_.replace(std::move(functions));
}

void Gateway::let_go(bool all) {
  hung_.request_stop();
  if (all) waiting_.request_stop();
}

void Gateway::say(std::string_view text) const {
  log_(log_line(wall_now(), text));
}

net::ServerResponse Gateway::handle(const net::ServerRequest& request) {
  if (!function_in(request.path).empty()) return invoke(request);
  if (request.path == "/metrics") {
    return {
        200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, meters_.text(), {}};
  }
  const auto started = Clock::now();
  SystemApi::Reply reply = system_.handle(request);
  for (const std::string& text : reply.log)
    say(text);
  if (reply.forwarded) {
    say(forwarded_text(request.method, request.path, reply.response.status,
                       Clock::now() - started));
  }
  return std::move(reply.response);
}

net::ServerResponse Gateway::invoke(const net::ServerRequest& request) {
  const auto started = Clock::now();
  const std::string name = function_in(request.path);
  const net::Headers added = tracking_headers(request);
  Forwarded out = forward(request, name, added);
  if (!out.failure.empty()) {
    const auto known = functions_.find(name);
    const std::string url = fmt::format("http://{}.{}.svc.cluster.local.:8080{}", name,
                                        known ? known->ns : FunctionState().ns, request.path);
    say(upstream_error_text(request.method, request.path, url, out.failure));
  }
  const auto took = Clock::now() - started;
  // As in 2018: all that follows /function/, a slash at the end included.
  meters_.observe(request.path.substr(10), out.response.status, took);
  say(forwarded_text(request.method, request.path, out.response.status, took));
  for (const auto& header : added) {
    if (header.first != "X-Forwarded-For") out.response.headers.push_back(header);
  }
  return std::move(out.response);
}

Gateway::Forwarded Gateway::forward(const net::ServerRequest& request, const std::string& name,
                                    const net::Headers& added) {
  const auto known = functions_.find(name);
  if (!known) {
    return {{502, {}, "", {}},
            fmt::format("dial tcp: lookup {}.{}.svc.cluster.local.: no such host", name,
                        FunctionState().ns)};
  }
  const auto endpoint = functions_.next_endpoint(name);
  return endpoint ? ask(request, *endpoint, added) : without_endpoint();
}

Gateway::Forwarded Gateway::without_endpoint() {
  if (settings_.while_none_ready == WhileNoneReady::refuse) {
    return {{502, {}, "", {}}, "dial tcp: connect: connection refused (no endpoint is ready)"};
  }
  const auto until = Clock::now() + settings_.upstream_timeout;
  std::unique_lock lock(mutex_);
  ++hanging_;
  never_.wait_until(lock, hung_.get_token(), until, [] { return false; });
  --hanging_;
  const bool let_go = hung_.stop_requested();
  return {{502, {}, "", {}}, let_go ? "context canceled" : gave_up_connecting};
}

Gateway::Forwarded Gateway::ask(const net::ServerRequest& request, const std::string& endpoint,
                                const net::Headers& added) {
  net::Request upstream;
  upstream.method = request.method;
  upstream.url = fmt::format("http://{}{}{}", endpoint, request.path, query_of(request));
  upstream.headers = passed_on(request.headers);
  upstream.headers.insert(upstream.headers.end(), added.begin(), added.end());
  if (!request.body.empty()) upstream.body = request.body;
  upstream.use_proxy_environment = false;
  const auto answer =
      client_.send(upstream, {Deadline::in(settings_.upstream_timeout), waiting_.get_token()});
  if (answer) {
    return {{answer->status, passed_on(answer->headers), answer->body, {}}, ""};
  }
  switch (answer.error().code) {
    case Errc::timed_out:
      return {{502, {}, "", {}}, gave_up_waiting};
    case Errc::stopped:
      return {{502, {}, "", {}}, "context canceled"};
    default:
      return {{502, {}, "", {}}, fmt::format("{}: {}", endpoint, answer.error().what)};
  }
}

}  // namespace brunt::sandbox::platform

#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/platform/functions.h"
#include "sandbox/platform/log.h"
#include "sandbox/platform/meters.h"
#include "sandbox/platform/settings.h"
#include "sandbox/platform/system_api.h"

namespace brunt::sandbox::platform {

/// The function gateway, in the shape of OpenFaaS 0.7.8: it forwards calls to replicas over HTTP,
/// writes one log line and counts once for each call that it has really served. Any thread may call
/// handle().
///
///     GET /function/astre  ->  next ready endpoint, same path and body  ->  its status and body
///                              none ready: 502 at once, or after the upstream timeout
///
/// As in 2018 a call goes on when its caller has given up, and one that hangs stays hung although a
/// replica comes meanwhile.
class Gateway {
 public:
  Gateway(GatewaySettings settings, LineSink log);

  /// What the supervisor says about functions.
  void set_functions(std::vector<FunctionState> functions);

  net::ServerResponse handle(const net::ServerRequest& request);

  /// Ends calls that hang and, with `all`, those that wait for a replica's answer: each gets a 502.
  void let_go(bool all);

  /// How many calls hang now because no replica was ready.
  int hanging() const { return hanging_; }

 private:
  /// An answer to the caller and, when there is none from a function, why.
  struct Forwarded {
    net::ServerResponse response;
    std::string failure;  ///< "" when a function answered
  };

  net::ServerResponse invoke(const net::ServerRequest& request);
  Forwarded forward(const net::ServerRequest& request, const std::string& name,
                    const net::Headers& added);
  Forwarded without_endpoint();
  Forwarded ask(const net::ServerRequest& request, const std::string& endpoint,
                const net::Headers& added);
  void say(std::string_view text) const;

  GatewaySettings settings_;
  LineSink log_;
  FunctionTable functions_;
  Meters meters_;
  net::HttpClient client_;
  SystemApi system_;
  std::stop_source hung_, waiting_;
  std::atomic<int> hanging_ = 0;
  std::mutex mutex_;
  std::condition_variable_any never_;  ///< what hung calls wait for
};

/// The function's name in `/function/NAME[/...]`, or "" when `path` is no such path.
std::string function_in(std::string_view path);

/// `8-4-4-4-12` hexadecimal digits, version 4, from `high` and `low`.
std::string call_id(std::uint64_t high, std::uint64_t low);

}  // namespace brunt::sandbox::platform

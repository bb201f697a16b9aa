#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "net/http_types.h"

namespace brunt::net {

/// Sends what is meant for `host:port` to `address:address_port` instead; the request itself stays
/// as it is. Source: curl's --connect-to; written HOST:PORT:ADDRESS:PORT on our command line
/// (--resolve).
struct Resolve {
  std::string host;
  int port = 80;
  std::string address;
  int address_port = 80;

  friend bool operator==(const Resolve&, const Resolve&) = default;
};

/// Reads HOST:PORT:ADDRESS:PORT. Errors: `invalid_input`.
Result<Resolve> parse_resolve(std::string_view text);

struct Tls {
  bool verify = true;
  std::string ca_file;  ///< PEM bundle; "" = the system's
  std::string ca_pem;   ///< PEM text; wins over ca_file
  std::string cert_pem, key_pem;
  std::string server_name;  ///< SNI and verification name; "" = the URL's host

  friend bool operator==(const Tls&, const Tls&) = default;
};

struct Request {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::optional<std::string> body;
  Tls tls;
  std::optional<std::chrono::nanoseconds>
      connect_timeout;  ///< beside the deadline of the call's Limits
  std::optional<std::chrono::nanoseconds> read_timeout;  ///< longest wait for the next byte
  int max_redirects = 30;                                ///< 0 = do not follow
  std::string proxy;                                     ///< a proxy's URL; "" = the environment's
  bool use_proxy_environment = true;                     ///< http_proxy, https_proxy, no_proxy
  std::size_t max_body_bytes = std::size_t{512} << 20U;  ///< a larger body is an error
};

struct Response {
  int status = 0;
  Headers headers;  ///< of the last response, when redirects were followed
  std::string body;
};

/// Of an error that HttpClient gave: no byte of the request can have reached the server.
bool never_sent(const Error& error);
/// Of such an error: the status had come, the body did not come to its end.
bool cut_while_reading(const Error& error);

/// An HTTP client with connection reuse. Any thread may call it.
class HttpClient {
 public:
  explicit HttpClient(std::vector<Resolve> resolve = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Errors: `unavailable` (dns, refused, reset, tls), `timed_out`, `stopped`, `invalid_input`
  /// (URL, header). The text names the URL (user and password masked) and the reason.
  Result<Response> send(const Request& request, const Limits& limits) const;

  /// As send(), but hands over the body as it comes; `on_chunk` returns false to end the transfer,
  /// which is no error.
  Result<Response> stream(const Request& request,
                          const std::function<bool(std::string_view)>& on_chunk,
                          const Limits& limits) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace brunt::net

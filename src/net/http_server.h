#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/http_types.h"

namespace brunt::net {

struct ServerRequest {
  std::string method;
  std::string
      target;  ///< as on the wire; an absolute URI when the client takes us for a forward proxy
  std::string host;  ///< authority of an absolute target, else the Host header
  std::string path;  ///< still percent-encoded, without the query
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order; see query_value
  Headers headers;
  std::string body;
  std::string peer;  ///< address:port
};

/// First value of `name` in the query, or nothing.
std::optional<std::string> query_value(const ServerRequest& request, std::string_view name);

/// The body of a response that is written as it comes (watch, followed log).
class Stream {
 public:
  virtual ~Stream() = default;
  /// Sends one chunk now. False once the client is gone or the server stops: then return.
  virtual bool write(std::string_view chunk) = 0;
  /// Triggered when the server stops or the client goes away.
  virtual std::stop_token stop() const = 0;
};

struct ServerResponse {
  int status = 200;
  Headers headers;
  std::string body;
  std::function<void(Stream&)>
      stream;  ///< when set, `body` is not used and the response is chunked
};

using Handler = std::function<ServerResponse(const ServerRequest&, std::stop_token)>;

/// HTTP/1.1 on a loopback or other address, one thread per connection, keep-alive. The destructor
/// stops accepting, ends open exchanges and joins its threads.
class HttpServer {
 public:
  /// Listens on `address`:`port` (0 = any free port) and starts to answer.
  /// Errors: `unavailable` when the port is taken, naming it.
  static Result<std::unique_ptr<HttpServer>> listen(const std::string& address, std::uint16_t port,
                                                    Handler handler);
  virtual ~HttpServer() = default;
  virtual std::uint16_t port() const = 0;
  /// Stops accepting, lets each request that has been read be answered, closes idle connections,
  /// and returns once all are gone or at `deadline`. True when all were answered.
  virtual bool drain(Deadline deadline) = 0;
};

}  // namespace brunt::net

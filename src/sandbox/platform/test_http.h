#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/platform/log.h"

namespace brunt::sandbox::platform::testing {

inline std::unique_ptr<net::HttpServer> serve(net::Handler handler) {
  return net::HttpServer::listen("127.0.0.1", 0, std::move(handler)).value();
}

inline net::Response ask(std::uint16_t port, const std::string& path, std::string method = "GET",
                         std::optional<std::string> body = {}, net::Headers headers = {}) {
  net::Request request;
  request.method = std::move(method);
  request.url = "http://127.0.0.1:" + std::to_string(port) + path;
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.use_proxy_environment = false;
  return net::HttpClient().send(request, {Deadline::in(std::chrono::seconds(20)), {}}).value();
}

/// Keeps what is written to a log.
class Lines {
 public:
  LineSink sink() {
    return [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line.substr(20, line.size() - 21));  // without the time and the line end
    };
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace brunt::sandbox::platform::testing

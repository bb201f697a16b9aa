#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/platform/log.h"
#include "sys/fd.h"

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

/// A port that nobody else gets, and that a server may still take: bound, but not listening.
class ReservedPort {
 public:
  ReservedPort() {
    const int on = 1;
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    socklen_t length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(fd_.get(), raw, length), 0);
    EXPECT_EQ(::getsockname(fd_.get(), raw, &length), 0);
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }
  int fd() const { return fd_.get(); }

 private:
  sys::Fd fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port_ = 0;
};

/// A replica that dies under its first call: takes it, stops listening, and hangs up without an
/// answer.
class DyingReplica {
 public:
  DyingReplica() : fd_(std::make_unique<ReservedPort>()), port_(fd_->port()) {
    EXPECT_EQ(::listen(fd_->fd(), 8), 0);
    thread_ = std::jthread([this] {
      const sys::Fd call(::accept4(fd_->fd(), nullptr, nullptr, SOCK_CLOEXEC));
      std::array<char, 4096> request{};
      EXPECT_GT(::recv(call.get(), request.data(), request.size(), 0), 0);
      fd_.reset();
    });
  }
  std::uint16_t port() const { return port_; }

 private:
  std::unique_ptr<ReservedPort> fd_;
  std::uint16_t port_;
  std::jthread thread_;
};

}  // namespace brunt::sandbox::platform::testing

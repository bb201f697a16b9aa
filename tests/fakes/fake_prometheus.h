#pragma once

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include <fmt/format.h>

#include "net/http_server.h"

namespace brunt::fakes {

/// A Prometheus that gives one answer, in the test's process, and keeps the last request.
class FakePrometheus {
 public:
  FakePrometheus() {
    server_ = net::HttpServer::listen("127.0.0.1", 0,
                                      [this](const net::ServerRequest& r, const std::stop_token&) {
                                        const std::lock_guard lock(mutex_);
                                        last_ = r;
                                        return answer;
                                      })
                  .value();
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }
  std::uint16_t port() const { return server_->port(); }

  net::ServerRequest last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

  /// Set before it is asked.
  net::ServerResponse answer{200,
                             {{"Content-Type", "application/json"}},
                             R"({"status":"success","data":{"resultType":"vector","result":[]}})",
                             {}};

 private:
  mutable std::mutex mutex_;
  net::ServerRequest last_;                  ///< guarded by mutex_
  std::unique_ptr<net::HttpServer> server_;  // last: its threads use the rest
};

}  // namespace brunt::fakes

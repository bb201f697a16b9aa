#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "net/http_client.h"
#include "sandbox/cluster/kubelet.h"

namespace brunt::sandbox::cluster {

/// Makes the health checks, real HTTP requests, on a thread of its own.
class Prober {
 public:
  /// `report` is called on the prober's thread.
  using Report =
      std::function<void(const std::string& uid, bool healthy, const std::string& message)>;
  explicit Prober(Report report);

  void check(CheckPart what);

 private:
  void run(const std::stop_token& stop);

  Report report_;
  net::HttpClient client_;
  std::mutex mutex_;
  std::condition_variable_any more_;
  std::deque<CheckPart> queue_;  ///< guarded by mutex_
  std::jthread thread_;          ///< last: joined first
};

}  // namespace brunt::sandbox::cluster

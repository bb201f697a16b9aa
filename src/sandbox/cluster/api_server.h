#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "net/http_server.h"
#include "sandbox/cluster/api.h"

namespace brunt::sandbox::cluster {

/// The cluster, shared by the supervisor's loop and the API's connections.
struct Shared {
  Shared(Cluster::Options options, Now now, std::string token)
      : cluster(std::move(options), now), api(cluster, logs, std::move(token)) {}

  std::mutex mutex;  ///< guards all below
  std::condition_variable_any news;
  std::uint64_t activity = 0;  ///< grows whenever a watch or a followed log may have something
  Cluster cluster;
  Logs logs;
  Api api;

  /// Call with the mutex held, after a change.
  void tell() {
    ++activity;
    news.notify_all();
  }
};

Now now();

/// Serves the API on any free port of 127.0.0.1. `changed` is called, without the mutex, after a
/// call that may have changed something. `shared` outlives the server.
Result<std::unique_ptr<net::HttpServer>> serve_api(Shared& shared, std::function<void()> changed);

}  // namespace brunt::sandbox::cluster

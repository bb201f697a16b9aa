#pragma once

#include <atomic>
#include <mutex>
#include <random>

#include "net/http_server.h"
#include "sandbox/platform/log.h"
#include "sandbox/platform/settings.h"

namespace brunt::sandbox::platform {

/// How long a function takes beside its computing, for `u` within [0, 1). Pure.
std::chrono::nanoseconds delay_of(const DelaySettings& settings, double u);

/// One replica of the function: answers every path as astre() does, `/_/health` with OK, and writes
/// a line for each call it has served. Any thread may call handle().
class FunctionServer {
 public:
  FunctionServer(FunctionSettings settings, LineSink log);

  net::ServerResponse handle(const net::ServerRequest& request);

  /// From now on `/_/health` answers 503; calls are still served.
  void leave() { leaving_ = true; }

 private:
  std::chrono::nanoseconds next_delay();

  FunctionSettings settings_;
  LineSink log_;
  std::atomic<bool> leaving_ = false;
  std::mutex mutex_;
  std::mt19937_64 random_;  ///< guarded by mutex_
};

}  // namespace brunt::sandbox::platform

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace brunt::sandbox::platform {

/// Waits until `when` or until `stop` is triggered. True when the time came.
inline bool wait_until(std::chrono::steady_clock::time_point when, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, when, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace brunt::sandbox::platform

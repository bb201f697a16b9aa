#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace brunt::sandbox::platform {

/// Upper bounds of the latency histogram, seconds. Source: the Prometheus Go client's defaults.
inline constexpr std::array<double, 11> latency_bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                       0.5,   1,    2.5,   5,    10};

/// What the gateway counts: calls that ended, by function and status; how long they took; replicas
/// wanted. Any thread. Names and labels: gateway 0.7.8, metrics/metrics.go.
class Meters {
 public:
  /// One call ended. Beyond `max_functions` different names a call counts as "(other)": names come
  /// from requests, and must not fill the memory.
  void observe(const std::string& function, int status, std::chrono::nanoseconds took);
  void set_replicas(const std::map<std::string, int>& wanted);

  /// Prometheus text format 0.0.4.
  std::string text() const;

  static constexpr std::size_t max_functions = 200;

 private:
  struct Latency {
    std::array<std::uint64_t, latency_bounds.size()> buckets{};  ///< not cumulative
    std::uint64_t count = 0;
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> calls_;  ///< guarded by mutex_
  std::map<std::string, Latency> latencies_;                    ///< guarded by mutex_
  std::map<std::string, int> replicas_;                         ///< guarded by mutex_
};

}  // namespace brunt::sandbox::platform

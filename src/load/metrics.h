#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "load/result.h"
#include "load/tdigest.h"

namespace brunt::load {

/// Counts of latencies between lower bounds; the last one is open. Source: vegeta's Histogram.
struct Buckets {
  std::vector<std::chrono::nanoseconds> bounds;  ///< the first is 0
  std::vector<std::uint64_t> counts;
  std::uint64_t total = 0;

  void add(std::chrono::nanoseconds latency);
};

/// Reads `[0,1ms,10ms]`; a bound of 0 is put before a first one above it. Errors: `invalid_input`.
brunt::Result<Buckets> parse_buckets(std::string_view text);

/// What vegeta computes of a set of results, in one pass. Source: vegeta v12, lib/metrics.go.
class Metrics {
 public:
  /// `keep_all` for text_report_v6(): 8 bytes a result.
  explicit Metrics(bool keep_all = false) : keep_all_(keep_all) {}

  void add(const Result& result);
  /// Brings rates, means, percentiles and codes up to date; more may be added after.
  void close();
  /// Of the latencies, as vegeta estimates it. 0 when there are none.
  std::chrono::nanoseconds quantile(double q);

  struct Latencies {
    std::chrono::nanoseconds total{0}, mean{0}, p50{0}, p90{0}, p95{0}, p99{0}, max{0}, min{0};
  };
  struct Bytes {
    std::uint64_t total = 0;
    double mean = 0;
  };

  Latencies latencies;
  Bytes bytes_in, bytes_out;
  WallTime earliest{}, latest{}, end{};
  std::chrono::nanoseconds duration{0}, wait{0};
  std::uint64_t requests = 0;
  double rate = 0, throughput = 0, success = 0;
  std::map<std::string, std::uint64_t> status_codes;  ///< once closed
  std::vector<std::string> errors;                    ///< distinct, as first seen
  std::vector<std::chrono::nanoseconds> all;          ///< with keep_all; ascending once closed

 private:
  bool keep_all_;
  std::vector<std::uint64_t> codes_;  ///< by code
  std::uint64_t succeeded_ = 0;
  std::unordered_set<std::string> seen_errors_;
  TDigest digest_{100};
};

/// The quantile of ascending values by R's type 8, as vegeta up to version 11 gave it.
std::chrono::nanoseconds quantile_type_8(const std::vector<std::chrono::nanoseconds>& ascending,
                                         double q);

}  // namespace brunt::load

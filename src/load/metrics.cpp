#include "load/metrics.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "load/flag_values.h"

namespace brunt::load {

using std::chrono::nanoseconds;

namespace {

/// As Go's Duration.Seconds: seconds and the rest apart, so that the last digit is the same.
double go_seconds(nanoseconds value) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(value);
  return static_cast<double>(whole.count()) + static_cast<double>((value - whole).count()) / 1e9;
}

}  // namespace

void Buckets::add(nanoseconds latency) {
  counts.resize(bounds.size());
  std::size_t at = 0;
  while (at + 1 < bounds.size() && (latency < bounds[at] || latency >= bounds[at + 1]))
    ++at;
  ++total;
  ++counts[at];
}

brunt::Result<Buckets> parse_buckets(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return std::unexpected(
        Error{Errc::invalid_input, fmt::format("bad buckets: {}", printable(text)), {}});
  }
  Buckets buckets;
  for (const std::string& part : split(text.substr(1, text.size() - 2), ',')) {
    const auto bound = parse_go_duration(trim(part));
    if (!bound) {
      return std::unexpected(Error{Errc::invalid_input, go_duration_error(trim(part)), {}});
    }
    if (buckets.bounds.empty() && bound->count() > 0) buckets.bounds.emplace_back(0);
    buckets.bounds.push_back(*bound);
  }
  buckets.counts.resize(buckets.bounds.size());
  return buckets;
}

void Metrics::add(const Result& result) {
  const bool first = requests++ == 0;
  const auto code = static_cast<std::uint16_t>(result.code);
  if (code >= codes_.size()) codes_.resize(code + std::size_t{1});
  ++codes_[code];
  bytes_out.total += result.bytes_out;
  bytes_in.total += result.bytes_in;
  latencies.total += result.latency;
  latencies.max = std::max(latencies.max, result.latency);
  if (result.latency < latencies.min || latencies.min.count() == 0) latencies.min = result.latency;
  digest_.add(static_cast<double>(result.latency.count()));
  if (keep_all_) all.push_back(result.latency);
  const WallTime ended = result.timestamp + result.latency;
  earliest = first ? result.timestamp : std::min(earliest, result.timestamp);
  latest = first ? result.timestamp : std::max(latest, result.timestamp);
  end = first ? ended : std::max(end, ended);
  if (succeeded(result)) ++succeeded_;
  if (!result.error.empty() && seen_errors_.insert(result.error).second) {
    errors.push_back(result.error);
  }
}

void Metrics::close() {
  if (requests == 0) return;
  const auto count = static_cast<double>(requests);
  rate = count;
  throughput = static_cast<double>(succeeded_);
  duration = latest - earliest;
  wait = end - latest;
  if (duration.count() > 0) {
    rate /= go_seconds(duration);
    throughput /= go_seconds(duration + wait);
  }
  bytes_in.mean = static_cast<double>(bytes_in.total) / count;
  bytes_out.mean = static_cast<double>(bytes_out.total) / count;
  success = static_cast<double>(succeeded_) / count;
  latencies.mean =
      nanoseconds(static_cast<std::int64_t>(static_cast<double>(latencies.total.count()) / count));
  latencies.p50 = quantile(0.50);
  latencies.p90 = quantile(0.90);
  latencies.p95 = quantile(0.95);
  latencies.p99 = quantile(0.99);
  for (std::size_t code = 0; code < codes_.size(); ++code) {
    if (codes_[code] > 0) status_codes[std::to_string(code)] = codes_[code];
  }
  std::ranges::sort(all);
}

nanoseconds Metrics::quantile(double q) {
  if (requests == 0) return nanoseconds(0);
  return nanoseconds(static_cast<std::int64_t>(digest_.quantile(q)));
}

nanoseconds quantile_type_8(const std::vector<nanoseconds>& ascending, double q) {
  if (ascending.empty()) return nanoseconds(0);
  const auto n = static_cast<double>(ascending.size());
  const double h = std::clamp((n + 1.0 / 3) * q + 1.0 / 3, 1.0, n);
  const auto below = static_cast<std::size_t>(std::floor(h)) - 1;
  const auto low = static_cast<double>(ascending[below].count());
  const auto high =
      static_cast<double>(ascending[std::min(below + 1, ascending.size() - 1)].count());
  return nanoseconds(std::llround(low + (h - std::floor(h)) * (high - low)));
}

}  // namespace brunt::load

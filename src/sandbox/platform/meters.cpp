#include "sandbox/platform/meters.h"

#include <fmt/format.h>

#include "base/time.h"
#include "sandbox/platform/exposition.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform {

namespace {

std::string head(std::string_view name, std::string_view help, std::string_view type) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

}  // namespace

void Meters::observe(const std::string& function, int status, std::chrono::nanoseconds took) {
  const double time = seconds(took);
  const std::lock_guard lock(mutex_);
  const bool known = latencies_.contains(function) || latencies_.size() < max_functions;
  const std::string name = known ? function : "(other)";
  ++calls_[{name, status}];
  Latency& latency = latencies_[name];
  ++latency.count;
  latency.sum += time;
  for (std::size_t i = 0; i < latency_bounds.size(); ++i) {
    if (time > latency_bounds.at(i)) continue;
    ++latency.buckets.at(i);
    break;
  }
}

void Meters::set_replicas(const std::map<std::string, int>& wanted) {
  const std::lock_guard lock(mutex_);
  replicas_ = wanted;
}

std::string Meters::text() const {
  const std::lock_guard lock(mutex_);
  constexpr auto calls = "gateway_function_invocation_total";
  constexpr auto took = "gateway_functions_seconds";
  constexpr auto count = "gateway_service_count";
  std::string out = head(calls, "Individual function metrics", "counter");
  for (const auto& [key, value] : calls_) {
    out +=
        exposition_line(calls, {{"code", std::to_string(key.second)}, {"function_name", key.first}},
                        static_cast<double>(value));
  }
  out += head(took, "Function time taken", "histogram");
  for (const auto& [name, latency] : latencies_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < latency_bounds.size(); ++i) {
      below += latency.buckets.at(i);
      out += exposition_line(
          fmt::format("{}_bucket", took),
          {{"function_name", name}, {"le", promql::number_text(latency_bounds.at(i))}},
          static_cast<double>(below));
    }
    const auto total = static_cast<double>(latency.count);
    out += exposition_line(fmt::format("{}_bucket", took),
                           {{"function_name", name}, {"le", "+Inf"}}, total);
    out += exposition_line(fmt::format("{}_sum", took), {{"function_name", name}}, latency.sum);
    out += exposition_line(fmt::format("{}_count", took), {{"function_name", name}}, total);
  }
  out += head(count, "Docker service replicas", "gauge");
  for (const auto& [name, replicas] : replicas_) {
    out += exposition_line(count, {{"function_name", name}}, replicas);
  }
  return out;
}

}  // namespace brunt::sandbox::platform

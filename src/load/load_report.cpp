#include "load/load_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/time.h"
#include "load/json_results.h"

namespace brunt::load {

using std::chrono::nanoseconds;

namespace {

/// Characters, as Go's text/tabwriter counts them.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Rows of cells; every column but the last is as wide as its widest cell and two blanks.
/// Source: Go's text/tabwriter.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      out += row[i];
      out.append(widths[i] + 2 - width_of(row[i]), ' ');
    }
    out += row.back() + "\n";
  }
  return out;
}

std::string code_list(const Metrics& metrics) {
  std::string codes;
  for (const auto& [code, count] : metrics.status_codes)
    codes += fmt::format("{}:{}  ", code, count);
  return codes;
}

std::string error_set(const Metrics& metrics) {
  std::string out = "Error Set:\n";
  for (const std::string& error : metrics.errors)
    out += error + "\n";
  return out;
}

std::string bytes_cell(const Metrics::Bytes& bytes) {
  return fmt::format("{}, {:.2f}", bytes.total, bytes.mean);
}

/// A float as Go's encoding/json writes it: the shortest text, no exponent in the usual range.
std::string go_float(double value) {
  const double size = std::abs(value);
  const bool scientific = size != 0 && (size < 1e-6 || size >= 1e21);
  std::array<char, 64> text{};
  const auto [end, failed] =
      std::to_chars(text.data(), text.data() + text.size(), value,
                    scientific ? std::chars_format::scientific : std::chars_format::fixed);
  if (failed != std::errc()) return "0";
  std::string out(text.data(), end);
  if (const auto zero = out.find("e-0"); zero != std::string::npos) out.erase(zero + 2, 1);
  return out;
}

}  // namespace

nanoseconds rounded(nanoseconds value) {
  constexpr std::array<std::int64_t, 6> units = {3'600'000'000'000, 60'000'000'000, 1'000'000'000,
                                                 1'000'000,         1'000,          1};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (value.count() < units[i]) continue;
    const std::int64_t unit = units[i + 1];
    return nanoseconds((value.count() + unit / 2) / unit * unit);
  }
  return value;
}

std::string text_report(const Metrics& metrics) {
  const auto d = [](nanoseconds value) { return go_duration(rounded(value)); };
  const Metrics::Latencies& l = metrics.latencies;
  return aligned({
             {"Requests", "[total, rate, throughput]",
              fmt::format("{}, {:.2f}, {:.2f}", metrics.requests, metrics.rate,
                          metrics.throughput)},
             {"Duration", "[total, attack, wait]",
              fmt::format("{}, {}, {}", d(metrics.duration + metrics.wait), d(metrics.duration),
                          d(metrics.wait))},
             {"Latencies", "[min, mean, 50, 90, 95, 99, max]",
              fmt::format("{}, {}, {}, {}, {}, {}, {}", d(l.min), d(l.mean), d(l.p50), d(l.p90),
                          d(l.p95), d(l.p99), d(l.max))},
             {"Bytes In", "[total, mean]", bytes_cell(metrics.bytes_in)},
             {"Bytes Out", "[total, mean]", bytes_cell(metrics.bytes_out)},
             {"Success", "[ratio]", fmt::format("{:.2f}%", metrics.success * 100)},
             {"Status Codes", "[code:count]", code_list(metrics)},
         }) +
         error_set(metrics);
}

std::string text_report_v6(const Metrics& metrics) {
  const auto quantile = [&](double q) { return go_duration(quantile_type_8(metrics.all, q)); };
  return aligned({
             {"Requests", "[total, rate]",
              fmt::format("{}, {:.2f}", metrics.requests, metrics.rate)},
             {"Duration", "[total, attack, wait]",
              fmt::format("{}, {}, {}", go_duration(metrics.duration + metrics.wait),
                          go_duration(metrics.duration), go_duration(metrics.wait))},
             {"Latencies", "[mean, 50, 95, 99, max]",
              fmt::format("{}, {}, {}, {}, {}", go_duration(metrics.latencies.mean), quantile(0.5),
                          quantile(0.95), quantile(0.99), go_duration(metrics.latencies.max))},
             {"Bytes In", "[total, mean]", bytes_cell(metrics.bytes_in)},
             {"Bytes Out", "[total, mean]", bytes_cell(metrics.bytes_out)},
             {"Success", "[ratio]", fmt::format("{:.2f}%", metrics.success * 100)},
             {"Status Codes", "[code:count]", code_list(metrics)},
         }) +
         error_set(metrics);
}

std::string json_report(const Metrics& metrics, const Buckets* buckets) {
  const Metrics::Latencies& l = metrics.latencies;
  std::string out = fmt::format(
      "{{\"latencies\":{{\"total\":{},\"mean\":{},\"50th\":{},\"90th\":{},\"95th\":{},\"99th\":{},"
      "\"max\":{},\"min\":{}}}",
      l.total.count(), l.mean.count(), l.p50.count(), l.p90.count(), l.p95.count(), l.p99.count(),
      l.max.count(), l.min.count());
  if (buckets != nullptr) {
    out += ",\"buckets\":{";
    for (std::size_t i = 0; i < buckets->bounds.size(); ++i) {
      // Go compacts what a custom marshaller gives, so no blanks.
      out += fmt::format("{}\"{}\":{}", i > 0 ? "," : "", buckets->bounds[i].count(),
                         buckets->counts[i]);
    }
    out += "}";
  }
  const auto bytes = [](const Metrics::Bytes& b) {
    return fmt::format("{{\"total\":{},\"mean\":{}}}", b.total, go_float(b.mean));
  };
  out += fmt::format(",\"bytes_in\":{},\"bytes_out\":{}", bytes(metrics.bytes_in),
                     bytes(metrics.bytes_out));
  out += fmt::format(",\"earliest\":\"{}\",\"latest\":\"{}\",\"end\":\"{}\"",
                     go_time(metrics.earliest), go_time(metrics.latest), go_time(metrics.end));
  out += fmt::format(
      ",\"duration\":{},\"wait\":{},\"requests\":{},\"rate\":{},\"throughput\":{},\"success\":{}",
      metrics.duration.count(), metrics.wait.count(), metrics.requests, go_float(metrics.rate),
      go_float(metrics.throughput), go_float(metrics.success));
  out += ",\"status_codes\":{";
  for (const char* comma = ""; const auto& [code, count] : metrics.status_codes) {
    out += fmt::format("{}\"{}\":{}", std::exchange(comma, ","), code, count);
  }
  out += "},\"errors\":[";
  for (const char* comma = ""; const std::string& error : metrics.errors) {
    out += std::exchange(comma, ",");
    append_go_string(out, error);
  }
  out += "]}\n";
  return out;
}

std::string histogram_report(const Buckets& buckets) {
  std::vector<std::vector<std::string>> rows = {{"Bucket", "", "#", "%", "Histogram"}};
  for (std::size_t i = 0; i < buckets.bounds.size() && buckets.total > 0; ++i) {
    const double ratio =
        static_cast<double>(buckets.counts[i]) / static_cast<double>(buckets.total);
    const bool last = i + 1 == buckets.bounds.size();
    rows.push_back({"[" + go_duration(buckets.bounds[i]) + ",",
                    (last ? "+Inf" : go_duration(buckets.bounds[i + 1])) + "]",
                    std::to_string(buckets.counts[i]), fmt::format("{:.2f}%", ratio * 100),
                    std::string(static_cast<std::size_t>(ratio * 75), '#')});
  }
  return aligned(rows);
}

namespace {

/// Of vegeta's reporter. Source: vegeta v12, lib/reporters.go.
constexpr std::array<double, 94> hdr_quantiles = {
    0.00,     0.100,    0.200,    0.300,    0.400,    0.500,    0.550,    0.600,    0.650,
    0.700,    0.750,    0.775,    0.800,    0.825,    0.850,    0.875,    0.8875,   0.900,
    0.9125,   0.925,    0.9375,   0.94375,  0.950,    0.95625,  0.9625,   0.96875,  0.971875,
    0.975,    0.978125, 0.98125,  0.984375, 0.985938, 0.9875,   0.989062, 0.990625, 0.992188,
    0.992969, 0.99375,  0.994531, 0.995313, 0.996094, 0.996484, 0.996875, 0.997266, 0.997656,
    0.998047, 0.998242, 0.998437, 0.998633, 0.998828, 0.999023, 0.999121, 0.999219, 0.999316,
    0.999414, 0.999512, 0.999561, 0.999609, 0.999658, 0.999707, 0.999756, 0.99978,  0.999805,
    0.999829, 0.999854, 0.999878, 0.99989,  0.999902, 0.999915, 0.999927, 0.999939, 0.999945,
    0.999951, 0.999957, 0.999963, 0.999969, 0.999973, 0.999976, 0.999979, 0.999982, 0.999985,
    0.999986, 0.999988, 0.999989, 0.999991, 0.999992, 0.999993, 0.999994, 0.999995, 0.999996,
    0.999997, 0.999998, 0.999999, 1.0};

}  // namespace

std::string hdrplot_report(Metrics& metrics) {
  std::vector<std::vector<std::string>> rows = {
      {"Value(ms)", "Percentile", "TotalCount", "1/(1-Percentile)"}};
  for (const double q : hdr_quantiles) {
    const std::int64_t value = metrics.quantile(q).count();
    const std::int64_t whole_ms = value / 1'000'000;  // apart from the rest, as vegeta adds them
    const double ms = static_cast<double>(whole_ms) + static_cast<double>(value % 1'000'000) / 1e6;
    const std::int64_t count = std::llround(q * static_cast<double>(metrics.requests));
    rows.push_back({fmt::format("{:f}", ms), fmt::format("{:f}", q), fmt::format("{}", count),
                    fmt::format("{:f}", q < 1 ? 1 / (1 - q) : 10'000'000.0)});
  }
  return aligned(rows);
}

}  // namespace brunt::load

#include "load/threshold.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace brunt::load {
namespace {

using std::chrono::nanoseconds;

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

bool number(std::string_view text, double& into) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
  return failed == std::errc() && end == text.data() + text.size();
}

/// The quantile that `p99` or `p99.9` names; below 0 when it names none.
double quantile_of(std::string_view measure) {
  double percent = 0;
  if (!measure.starts_with('p') || !number(measure.substr(1), percent)) return -1;
  return percent > 0 && percent < 100 ? percent / 100 : -1;
}

bool is_latency(std::string_view measure) {
  return quantile_of(measure) > 0 || measure == "mean" || measure == "min" || measure == "max";
}

brunt::Result<double> bound_of(std::string_view measure, std::string_view text) {
  double value = 0;
  if (is_latency(measure)) {
    const auto latency = parse_go_duration(text);
    if (latency) return static_cast<double>(latency->count());
    return bad("expected a time such as 200ms");
  }
  if (measure == "success") {
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    if (number(text, value) && value >= 0 && value <= (percent ? 100 : 1)) {
      return percent ? value / 100 : value;
    }
    return bad("expected a share such as 99.9% or 0.999");
  }
  if (number(text, value)) return value;
  return bad("expected a number");
}

double value_of(const std::string& measure, Metrics& metrics) {
  const double q = quantile_of(measure);
  if (q > 0) return static_cast<double>(metrics.quantile(q).count());
  if (measure == "mean") return static_cast<double>(metrics.latencies.mean.count());
  if (measure == "min") return static_cast<double>(metrics.latencies.min.count());
  if (measure == "max") return static_cast<double>(metrics.latencies.max.count());
  if (measure == "success") return metrics.success;
  if (measure == "rate") return metrics.rate;
  if (measure == "throughput") return metrics.throughput;
  return static_cast<double>(metrics.requests);
}

std::string shown(const std::string& measure, double value) {
  if (is_latency(measure)) return go_duration(nanoseconds(static_cast<std::int64_t>(value)));
  return measure == "success" ? fmt::format("{:.4g}%", value * 100) : fmt::format("{:.6g}", value);
}

bool kept(const Threshold& threshold, double value) {
  if (threshold.or_equal && value == threshold.bound) return true;
  return threshold.below ? value < threshold.bound : value > threshold.bound;
}

}  // namespace

brunt::Result<Threshold> parse_threshold(std::string_view text) {
  const auto at = text.find_first_of("<>");
  if (at == std::string_view::npos) return bad("expected MEASURE<BOUND or MEASURE>BOUND");
  Threshold threshold;
  threshold.text = text;
  threshold.measure = trim(text.substr(0, at));
  threshold.below = text[at] == '<';
  threshold.or_equal = text.substr(at + 1).starts_with('=');
  const bool known = is_latency(threshold.measure) || threshold.measure == "success" ||
                     threshold.measure == "rate" || threshold.measure == "throughput" ||
                     threshold.measure == "requests";
  if (!known) {
    return bad(
        fmt::format("unknown measure '{}', expected p50, p99.9, mean, min, max, success, "
                    "rate, throughput or requests",
                    printable(threshold.measure)));
  }
  const std::string_view bound = text.substr(at + (threshold.or_equal ? 2 : 1));
  threshold.bound = BRUNT_TRY(bound_of(threshold.measure, trim(bound)));
  return threshold;
}

std::vector<Missed> missed(const std::vector<Threshold>& thresholds, Metrics& metrics) {
  std::vector<Missed> found;
  for (const Threshold& threshold : thresholds) {
    if (metrics.requests == 0) {
      found.push_back({threshold.text, "no request"});
      continue;
    }
    const double value = value_of(threshold.measure, metrics);
    if (!kept(threshold, value)) {
      found.push_back({threshold.text, shown(threshold.measure, value)});
    }
  }
  return found;
}

}  // namespace brunt::load

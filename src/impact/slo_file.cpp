#include "impact/slo_file.h"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/journal.h"

namespace brunt::impact {
namespace {

using analysis::StatedClaim;
using Claims = std::vector<StatedClaim>;

constexpr double default_period = 30 * 86400.0;

/// "30d", "4w", "1M", "1Q", "1Y", "720h" as seconds; 0 when it is none of these.
double period_of(const std::string& text) {
  char* end = nullptr;
  const double count = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || count <= 0) return 0;
  const std::string_view unit(end);
  if (unit == "m") return count * 60;
  if (unit == "h") return count * 3600;
  if (unit == "d") return count * 86400;
  if (unit == "w") return count * 7 * 86400;
  if (unit == "M") return count * 30 * 86400;
  if (unit == "Q") return count * 91 * 86400;
  if (unit == "Y") return count * 365 * 86400;
  return 0;
}

StatedClaim claim_of(double target, double within, double period, const std::string& name) {
  StatedClaim claim;
  claim.indicator = analysis::Indicator::success;
  claim.comparison = analysis::Comparison::at_least;
  claim.span = analysis::Span::since;
  claim.threshold = target;
  claim.within_seconds = within;
  claim.period_seconds = period > 0 ? period : default_period;
  claim.origin = "SLO file " + name;
  const std::string limit = within > 0 ? fmt::format(" within {:g}s", within) : "";
  claim.text = fmt::format("success{} >= {:.6g}% since fault", limit, target * 100);
  return claim;
}

std::unexpected<Error> refuse(const std::string& what) {
  return std::unexpected(Error{Errc::invalid_input, what, ""});
}

std::optional<double> number_at(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_number() ? std::optional(found.get<double>()) : std::nullopt;
}

/// The objective's target as a share. OpenSLO: target 0.99 or targetPercent 99.
std::optional<double> target_of(const Json& objective) {
  auto target = number_at(objective, "target");
  if (const auto percent = number_at(objective, "targetPercent"))
    target = analysis::from_percent(*percent);
  if (!target || !(*target > 0) || !(*target < 1)) return std::nullopt;
  return target;
}

double window_of(const Json& spec) {
  for (const char* key : {"timeWindow", "timeWindows"}) {
    const Json& windows = member(spec, key);
    if (!windows.is_array() || windows.empty()) continue;
    const std::string text = string_or(windows.front(), "duration");
    if (!text.empty()) return period_of(text);
    const auto count = number_at(windows.front(), "count");  // v1alpha: count 30, unit Day
    const std::string unit = lower(string_or(windows.front(), "unit"));
    if (!count) continue;
    if (unit == "day") return *count * 86400;
    if (unit == "week") return *count * 7 * 86400;
    if (unit == "month") return *count * 30 * 86400;
  }
  return 0;
}

/// A threshold of latency: op lte with a value, in the unit that the metric has: seconds, unless
/// the indicator's name says milliseconds.
double limit_of(const Json& objective, const Json& spec) {
  const std::string op = string_or(objective, "op");
  const auto value = number_at(objective, "value");
  if (!value || (op != "lte" && op != "lt") || *value <= 0) return 0;
  const std::string text =
      lower(to_text(member(spec, "indicator")) + string_or(spec, "indicatorRef"));
  const bool milliseconds = text.find("_ms") != std::string::npos ||
                            text.find("millisecond") != std::string::npos ||
                            string_or(objective, "unit") == "ms";
  return milliseconds ? *value / 1e3 : *value;
}

Result<Claims> read_openslo(const Json& document, const std::string& name) {
  Claims claims;
  if (string_or(document, "kind") != "SLO") return claims;
  const Json& spec = member(document, "spec");
  const Json& objectives = member(spec, "objectives");
  if (!objectives.is_array() || objectives.empty()) return refuse("the SLO has no objectives");
  for (const Json& objective : objectives) {
    const auto target = target_of(objective);
    if (!target) {
      return refuse("an objective has no target between 0 and 1, and no targetPercent");
    }
    claims.push_back(claim_of(*target, limit_of(objective, spec), window_of(spec), name));
  }
  return claims;
}

Result<Claims> read_sloth(const Json& slos, const std::string& name) {
  Claims claims;
  if (!slos.is_array() || slos.empty()) return refuse("the service has no slos");
  for (const Json& slo : slos) {
    const auto objective = number_at(slo, "objective");
    if (!objective || !(*objective > 0) || !(*objective < 100)) {
      return refuse("slo \"" + string_or(slo, "name") + "\" has no objective between 0 and 100");
    }
    claims.push_back(claim_of(analysis::from_percent(*objective), 0, 0, name));
  }
  return claims;
}

}  // namespace

Result<Claims> claims_of_slo(const Json& document, const std::string& name) {
  const std::string api = string_or(document, "apiVersion");
  if (api.starts_with("openslo")) return read_openslo(document, name);
  if (api.starts_with("sloth.")) {
    return read_sloth(member(member(document, "spec"), "slos"), name);
  }
  if (string_or(document, "version") == "prometheus/v1") {
    return read_sloth(member(document, "slos"), name);
  }
  return refuse(
      "neither OpenSLO (apiVersion: openslo/v1) nor Sloth (version: prometheus/v1): found " +
      (api.empty() ? "no apiVersion and no version that is known" : "apiVersion: " + api));
}

}  // namespace brunt::impact

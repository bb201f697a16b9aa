#include "sandbox/platform/query_api.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/platform/envelope.h"
#include "sandbox/platform/parameters.h"
#include "sandbox/platform/promql/parser.h"

namespace brunt::sandbox::platform {

namespace {

using promql::Outcome;
using promql::QueryError;

constexpr std::int64_t most_points = 11'000;

QueryError bad_data(std::string text) {
  return {QueryError::Kind::bad_data, std::move(text)};
}

net::ServerResponse plain(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text) + "\n", {}};
}

std::int64_t ms_of(WallTime at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

Outcome<promql::ExprPtr> parsed(const QueryParameters& given) {
  Outcome<promql::ExprPtr> expr = promql::parse(given.first("query").value_or(""));
  if (!expr && expr.error().kind == QueryError::Kind::bad_data) {
    return std::unexpected(invalid_parameter("query", expr.error().text));
  }
  return expr;
}

Outcome<std::int64_t> lookback(const QueryParameters& given) {
  const auto asked = BRUNT_TRY(given.duration_ms("lookback_delta"));
  return asked.value_or(promql::default_lookback_ms);
}

Outcome<std::string> instant_query(const QueryParameters& given, const Samples& samples,
                                   WallTime now) {
  const std::int64_t at = BRUNT_TRY(given.time_ms("time")).value_or(ms_of(now));
  BRUNT_TRY(given.duration_ms("timeout"));
  const std::int64_t back = BRUNT_TRY(lookback(given));
  const promql::ExprPtr expr = BRUNT_TRY(parsed(given));
  const std::shared_lock lock(samples.mutex);
  return result_json(BRUNT_TRY(promql::evaluate(*expr, samples.store, at, back)), at);
}

struct Grid {
  std::int64_t start_ms = 0, end_ms = 0, step_ms = 0;
};

/// A mandatory parameter; Prometheus words an absent one as one that cannot be parsed.
Outcome<std::int64_t> required(std::string_view name, std::string_view kind,
                               const Outcome<std::optional<std::int64_t>>& value) {
  if (!value) return std::unexpected(value.error());
  if (const std::optional<std::int64_t>& read = *value; read) return *read;
  return std::unexpected(
      invalid_parameter(name, fmt::format("cannot parse \"\" to a valid {}", kind)));
}

Outcome<Grid> grid(const QueryParameters& given) {
  Grid out;
  out.start_ms = BRUNT_TRY(required("start", "timestamp", given.time_ms("start")));
  out.end_ms = BRUNT_TRY(required("end", "timestamp", given.time_ms("end")));
  if (out.end_ms < out.start_ms) {
    return std::unexpected(invalid_parameter("end", "end timestamp must not be before start time"));
  }
  out.step_ms = BRUNT_TRY(required("step", "duration", given.duration_ms("step")));
  if (out.step_ms <= 0) {
    return std::unexpected(invalid_parameter(
        "step",
        "zero or negative query resolution step widths are not accepted. Try a positive integer"));
  }
  if ((out.end_ms - out.start_ms) / out.step_ms > most_points) {
    return std::unexpected(
        bad_data("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the "
                 "query resolution (?step=XX)"));
  }
  return out;
}

Outcome<std::string> range_query(const QueryParameters& given, const Samples& samples) {
  const Grid asked = BRUNT_TRY(grid(given));
  BRUNT_TRY(given.duration_ms("timeout"));
  const std::int64_t back = BRUNT_TRY(lookback(given));
  const promql::ExprPtr expr = BRUNT_TRY(parsed(given));
  const std::shared_lock lock(samples.mutex);
  auto rows = promql::evaluate_range(*expr, samples.store, asked.start_ms, asked.end_ms,
                                     asked.step_ms, back);
  if (!rows && rows.error().kind == QueryError::Kind::bad_data) {
    return std::unexpected(invalid_parameter("query", rows.error().text));
  }
  return result_json(BRUNT_TRY(std::move(rows)));
}

/// Label sets of the series that one of `match[]` selects and that have samples between start and
/// end.
Outcome<std::vector<promql::Labels>> matched(const QueryParameters& given, const Samples& samples,
                                             bool needs_match) {
  const std::vector<std::string> selectors = given.all("match[]");
  if (needs_match && selectors.empty()) {
    return std::unexpected(bad_data("no match[] parameter provided"));
  }
  const auto start = BRUNT_TRY(given.time_ms("start"));
  const auto end = BRUNT_TRY(given.time_ms("end"));
  std::vector<std::vector<promql::Matcher>> wanted;
  for (const std::string& selector : selectors) {
    auto matchers = promql::parse_matchers(selector);
    if (!matchers) {
      return std::unexpected(invalid_parameter("match[]", matchers.error().text));
    }
    wanted.push_back(*std::move(matchers));
  }
  if (wanted.empty()) wanted.emplace_back();
  std::set<promql::Labels> out;
  const std::shared_lock lock(samples.mutex);
  for (const auto& matchers : wanted) {
    for (const promql::Series* series : samples.store.select(matchers)) {
      if (start && series->samples.back().time_ms < *start) continue;
      if (end && series->samples.front().time_ms > *end) continue;
      out.insert(series->labels);
    }
  }
  return std::vector<promql::Labels>(out.begin(), out.end());
}

Outcome<std::string> series(const QueryParameters& given, const Samples& samples) {
  std::string out = "[";
  for (const promql::Labels& labels : BRUNT_TRY(matched(given, samples, true))) {
    out += (out.size() > 1 ? "," : "") + labels_json(labels);
  }
  return out + "]";
}

Outcome<std::string> label_names(const QueryParameters& given, const Samples& samples) {
  std::set<std::string> names;
  for (const promql::Labels& labels : BRUNT_TRY(matched(given, samples, false))) {
    for (const auto& [name, value] : labels)
      names.insert(name);
  }
  return to_text(Json(names));
}

Outcome<std::string> label_values(std::string_view name, const QueryParameters& given,
                                  const Samples& samples) {
  std::set<std::string> values;
  for (const promql::Labels& labels : BRUNT_TRY(matched(given, samples, false))) {
    if (const auto found = labels.find(name); found != labels.end()) values.insert(found->second);
  }
  return to_text(Json(values));
}

net::ServerResponse answered(const Outcome<std::string>& data) {
  return data ? success(*data) : failure(data.error());
}

constexpr std::string_view known_paths =
    "the emulated Prometheus knows: /api/v1/query, query_range, series, labels, label/NAME/values, "
    "targets, metadata, alerts, rules, status/buildinfo, /-/healthy, /-/ready";

}  // namespace

net::ServerResponse QueryApi::handle(const net::ServerRequest& request, WallTime now) const {
  constexpr std::string_view prefix = "/api/v1/";
  const std::string& path = request.path;
  if (path.starts_with(prefix)) {
    return api(std::string_view(path).substr(prefix.size()), request, now);
  }
  if (path == "/-/healthy") return plain(200, "Prometheus Server is Healthy.");
  if (path == "/-/ready") return plain(200, "Prometheus Server is Ready.");
  if (path == "/graph" || path == "/") {
    return plain(200,
                 "emulated Prometheus of brunt's sandbox: no pages; try /api/v1/query?query=up");
  }
  if (path == "/alerts") {
    return plain(200, "emulated Prometheus of brunt's sandbox: it has no alerting rules");
  }
  return plain(404, fmt::format("404 page not found; {}", known_paths));
}

net::ServerResponse QueryApi::api(std::string_view rest, const net::ServerRequest& request,
                                  WallTime now) const {
  constexpr std::string_view before = "label/";
  constexpr std::string_view after = "/values";
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (!get && request.method != "POST") {
    return failure(405, "bad_data", fmt::format("method {} is not allowed here", request.method));
  }
  const QueryParameters given(request);
  if (rest == "query") return answered(instant_query(given, samples_, now));
  if (rest == "query_range") return answered(range_query(given, samples_));
  if (rest == "series") return answered(series(given, samples_));
  if (rest == "labels") return answered(label_names(given, samples_));
  if (get && rest.starts_with(before) && rest.ends_with(after) &&
      rest.size() > before.size() + after.size()) {
    const auto name = rest.substr(before.size(), rest.size() - before.size() - after.size());
    return answered(label_values(net::percent_decode(name, false), given, samples_));
  }
  if (get && rest == "targets") return targets();
  if (get && rest == "alerts") return success("{\"alerts\":[]}");
  if (get && rest == "rules") return success("{\"groups\":[]}");
  if (get && rest == "metadata") return success("{}");
  if (get && rest == "status/buildinfo") {
    return success(
        R"({"version":"2.2.0-brunt-sandbox","revision":"emulated","branch":"","buildUser":"",)"
        R"("buildDate":"","goVersion":""})");
  }
  return failure(404, "not_found",
                 fmt::format("/api/v1/{} is not emulated; {}", printable(rest), known_paths));
}

net::ServerResponse QueryApi::targets() const {
  const std::shared_lock lock(samples_.mutex);
  const Target& target = samples_.target;
  Json active = Json::object();
  active["discoveredLabels"] = {{"__address__", settings_.instance}, {"job", settings_.job}};
  active["labels"] = {{"instance", settings_.instance}, {"job", settings_.job}};
  active["scrapePool"] = settings_.job;
  active["scrapeUrl"] = settings_.scrape;
  active["globalUrl"] = settings_.scrape;
  active["lastError"] = target.error;
  active["lastScrape"] = target.scraped ? rfc3339(target.last) : "0001-01-01T00:00:00Z";
  active["lastScrapeDuration"] = target.seconds;
  active["health"] = !target.scraped ? "unknown" : target.up ? "up" : "down";
  active["scrapeInterval"] = go_duration(settings_.interval);
  active["scrapeTimeout"] = go_duration(
      std::min<std::chrono::milliseconds>(settings_.interval, std::chrono::seconds(10)));
  Json out = Json::object();
  out["activeTargets"] = Json::array({active});
  out["droppedTargets"] = Json::array();
  return success(to_text(out));
}

}  // namespace brunt::sandbox::platform

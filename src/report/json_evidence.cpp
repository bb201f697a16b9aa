#include <algorithm>

#include "report/json_parts.h"
#include "report/numbers.h"
#include "report/story.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

namespace {

Json probe(const ActivityBar& activity) {
  return {{"name", activity.name},
          {"time", json_time(activity.start)},
          {"met", json_or_null(activity.tolerance_met)},
          {"tolerance", activity.tolerance},
          {"observed", text_or_null(activity.observed)},
          {"failure", text_or_null(activity.failure)}};
}

Json probes_in(const ReportModel& model, std::string_view phase) {
  Json rows = Json::array();
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase == phase) rows.push_back(probe(activity));
  }
  return rows;
}

Json activity_card(const ActivityBar& activity) {
  return {{"phase", activity.phase},
          {"name", activity.name},
          {"type", text_or_null(activity.type)},
          {"provider", text_or_null(activity.provider)},
          {"start", json_time(activity.start)},
          {"end", json_time(activity.end)},
          {"pause_before", activity.pause_before},
          {"pause_after", activity.pause_after},
          {"background", activity.background},
          {"status", text_or_null(activity.status)},
          {"tolerance", activity.tolerance},
          {"tolerance_met", json_or_null(activity.tolerance_met)},
          {"observed", text_or_null(activity.observed)},
          {"arguments", activity.arguments},
          {"output_kind", text_or_null(activity.output_kind)},
          {"output_summary", text_or_null(activity.output_summary)},
          {"output_text", text_or_null(activity.output_text)},
          {"failure", text_or_null(activity.failure)}};
}

/// How well an instant of `source` is known, in seconds.
double precision_of(const ReportModel& model, const Event& event) {
  if (event.about) return model.duration_seconds;
  if (event.seen_by == "client" || event.seen_by == "log") return 1e-9;
  return model.time_precision_seconds;
}

std::size_t index_of(std::vector<std::string>& known, const std::string& text) {
  const auto at = std::find(known.begin(), known.end(), text);
  if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
  known.push_back(text);
  return known.size() - 1;
}

}  // namespace

Json json_hypothesis(const ReportModel& model) {
  return {{"title", text_or_null(model.hypothesis_title)},
          {"met_before", json_or_null(model.steady_before)},
          {"met_after", json_or_null(model.steady_after)},
          {"checks", model.checks_run},
          {"checks_inside_impact", model.checks_inside},
          {"before", probes_in(model, "before")},
          {"during", probes_in(model, "during")},
          {"after", probes_in(model, "after")}};
}

Json json_activities(const ReportModel& model, bool rollbacks) {
  Json rows = Json::array();
  for (const ActivityBar& activity : model.activities) {
    if ((activity.phase == "rollbacks") == rollbacks && activity.phase != "during")
      rows.push_back(activity_card(activity));
  }
  return rows;
}

Json json_timeline(const ReportModel& model) {
  Json rows = Json::array();
  const auto story = story_of(model);
  if (!story) return rows;
  for (const Event& event : events_of(model, *story)) {
    rows.push_back({{"time", time_text(event.at)},
                    {"precision", json_number(precision_of(model, event))},
                    {"kind", event.harm ? "harm" : "event"},
                    {"text", event.text},
                    {"source", event.seen_by}});
  }
  return rows;
}

Json json_requests(const ReportModel& model) {
  Json seq = Json::array();
  Json sent = Json::array();
  Json latency = Json::array();
  Json code = Json::array();
  Json failed = Json::array();
  Json error = Json::array();
  std::vector<std::string> errors{""};
  for (const impact::RequestMark& request : model.requests) {
    seq.push_back(request.seq);
    sent.push_back(time_text(request.sent));
    latency.push_back(request.latency_seconds);
    code.push_back(request.code);
    failed.push_back(request.failed);
    error.push_back(index_of(errors, request.error));
  }
  return {{"source", text_or_null(model.load_source)},
          {"missing", text_or_null(model.load_missing)},
          {"timeout", model.timeout_seconds > 0 ? Json(model.timeout_seconds) : Json(nullptr)},
          {"count", model.requests.size()},
          {"seq", seq},
          {"sent", sent},
          {"latency", latency},
          {"code", code},
          {"failed", failed},
          {"error", error},
          {"errors", errors}};
}

Json json_logs(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::LogLane& log : model.logs) {
    Json lines = Json::array();
    for (const impact::LogLine& line : log.lines) {
      lines.push_back({{"time", time_text(line.at)},
                       {"status", line.status == 0 ? Json(nullptr) : Json(line.status)},
                       {"error", line.error},
                       {"text", line.text}});
    }
    Json silence = nullptr;
    if (log.silence_start && log.silence_end) {
      silence = {{"start", json_time(log.silence_start)},
                 {"end", json_time(log.silence_end)},
                 {"duration", log.silence_seconds}};
    }
    Json groups = Json::array();
    for (const impact::LogGroup& group : log.groups) {
      groups.push_back({{"text", group.text},
                        {"count", group.count},
                        {"first", time_text(group.first)},
                        {"context", group.context}});
    }
    rows.push_back({{"name", log.name},
                    {"activity", text_or_null(log.activity)},
                    {"form", text_or_null(log.form)},
                    {"silence", silence},
                    {"groups", groups},
                    {"lines", lines}});
  }
  return rows;
}

Json json_metrics(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::MetricLane& metric : model.metrics) {
    Json series = Json::array();
    for (const impact::MetricSeries& each : metric.series) {
      Json steps = Json::array();
      for (const impact::MetricStep& step : each.steps)
        steps.push_back({{"time", time_text(step.at)}, {"increase", json_number(step.increase)}});
      series.push_back({{"label", each.label},
                        {"first", json_number(each.first)},
                        {"last", json_number(each.last)},
                        {"increase", json_number(each.last - each.first)},
                        {"steps", steps}});
    }
    rows.push_back({{"query", metric.query},
                    {"activity", text_or_null(metric.activity)},
                    {"from", json_time(metric.from)},
                    {"to", json_time(metric.to)},
                    {"scrape_interval", metric.scrape_interval_seconds > 0
                                            ? Json(metric.scrape_interval_seconds)
                                            : Json(nullptr)},
                    {"true_times", metric.true_times},
                    {"odd_samples", metric.odd_samples},
                    {"series", series}});
  }
  return rows;
}

}  // namespace brunt::report

#include <fmt/format.h>

#include "report/json_parts.h"
#include "report/parts.h"
#include "report/story.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

/// `text` as a field; what a spreadsheet would take for a formula gets an apostrophe.
std::string csv_text(std::string_view text) {
  std::string safe(text);
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    safe.insert(0, "'");
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string requests_csv(const std::vector<impact::RequestMark>& requests) {
  std::string csv = "seq,sent,latency_ms,code,failed,error\n";
  csv.reserve(requests.size() * 56);
  for (const impact::RequestMark& request : requests) {
    csv += fmt::format("{},{},{:.3f},{},{},{}\n", request.seq, rfc3339(request.sent, 6),
                       1000 * request.latency_seconds, request.code, request.failed ? 1 : 0,
                       csv_text(request.error));
  }
  return csv;
}

std::string csv_events(const ReportModel& model) {
  std::string csv = "time,kind,event,seen_by\n";
  const auto story = story_of(model);
  if (!story) return csv;
  for (const Event& event : events_of(model, *story)) {
    csv += fmt::format("{},{},{},{}\n", time_text(event.at), event.harm ? "harm" : "event",
                       csv_text(event.text), csv_text(event.seen_by));
  }
  return csv;
}

std::string csv_metrics(const ReportModel& model) {
  std::string csv = "query,series,time,increase\n";
  for (const impact::MetricLane& metric : model.metrics) {
    for (const impact::MetricSeries& series : metric.series) {
      for (const impact::MetricStep& step : series.steps) {
        csv += fmt::format("{},{},{},{}\n", csv_text(metric.query), csv_text(series.label),
                           time_text(step.at), step.increase);
      }
    }
  }
  return csv;
}

std::string csv_logs(const ReportModel& model) {
  std::string csv = "log,time,status,error,line\n";
  for (const impact::LogLane& log : model.logs) {
    for (const impact::LogLine& line : log.lines) {
      csv += fmt::format("{},{},{},{},{}\n", csv_text(log.name), time_text(line.at),
                         line.status == 0 ? "" : std::to_string(line.status), line.error ? 1 : 0,
                         csv_text(line.text));
    }
  }
  return csv;
}

}  // namespace brunt::report

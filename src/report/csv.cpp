#include <fmt/format.h>

#include "report/json_parts.h"
#include "report/parts.h"
#include "report/story.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;

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

std::string csv_requests(const ReportModel& model) {
  return requests_csv(model.requests);
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

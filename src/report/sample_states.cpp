#include "report/samples.h"

namespace brunt::report::samples {

using impact::ActivityBar;
using impact::ReportModel;
using impact::RequestMark;

ReportModel filled_with(ReportModel model, const std::string& text) {
  model.generator = model.title = model.description = model.hypothesis_title =
      model.experiment_sha256 = model.journal_sha256 = text;
  model.status = model.node = model.platform = model.engine = model.target = model.emulated =
      model.answer = model.confidence = text;
  model.detected_note = model.load_source = model.load_missing = model.generator_verdict = text;
  model.tags = model.sentences = model.blind_spots = model.suggestions =
      model.sandbox_calls = {text};
  model.emulation = {{text, text}};
  model.reproduce = {{text, text}, {text, "brunt " + text}};
  for (impact::Claim& claim : model.claims)
    claim.name = claim.statement = claim.observed = text;
  for (impact::Check& check : model.checks)
    check.name = check.evidence = text;
  for (RequestMark& request : model.requests)
    request.error = text;
  for (ActivityBar& bar : model.activities) {
    bar.name = bar.type = bar.provider = bar.status = bar.observed = bar.output_summary =
        bar.output_text = bar.failure = text;
    bar.tolerance = text;
    bar.arguments = {{text, text}};
  }
  for (impact::Fault& fault : model.faults)
    fault.name = fault.what = text;
  for (impact::LogLane& log : model.logs) {
    log.name = text;
    for (impact::LogLine& line : log.lines)
      line.text = text;
  }
  for (impact::MetricLane& metric : model.metrics) {
    metric.query = text;
    for (impact::MetricSeries& series : metric.series)
      series.label = text;
  }
  for (impact::Detector& detector : model.detectors)
    detector.name = detector.note = text;
  for (impact::Reconciliation& row : model.reconciliation)
    row.source = row.predicted = row.seen = row.reason = text;
  return model;
}

ReportModel with_history(ReportModel model) {
  using std::chrono_literals::operator""h;
  using std::chrono_literals::operator""min;
  const WallTime start = model.start.value_or(WallTime{});
  impact::HistoryRow first;
  first.start = start - 2h - 28min;
  first.title = model.title;
  first.outcome = "held";
  first.impact_seconds = 0;
  first.total = 90;
  first.comparable = false;
  first.why_not = "its log and metric are of another system";
  impact::HistoryRow second = first;
  second.start = start - 30min;
  second.outcome = "refuted";
  second.impact_seconds = 9;
  second.impact_bounds = {8.67, 9.33};
  second.failed = 27;
  second.comparable = true;
  second.why_not.clear();
  impact::HistoryRow third = second;
  third.start = start;
  third.impact_seconds = 14;
  third.impact_bounds = {13.67, 14.33};
  third.failed = 42;
  third.total = 180;
  third.changed = "worse by 5.0 s";
  third.current = true;
  model.history = {first, second, third};
  return model;
}

std::vector<std::pair<std::string, ReportModel>> all(const std::filesystem::path& folder) {
  const ReportModel base = seed(folder);
  ReportModel hour = load(36000, 3600, 18000, 18060);
  return {{"seed", base},
          {"without_load", without_load(folder)},
          {"interrupted", interrupted(base)},
          {"stopped_at_gate", stopped_at_gate()},
          {"failed_rollback", failed_rollback(base)},
          {"emulated", emulated(base)},
          {"long_title", long_title(base)},
          {"two_windows", two_windows()},
          {"held", held()},
          {"history", with_history(base)},
          {"hour", hour},
          {"many", load(100000, 600, 20000, 25000)},
          {"script",
           filled_with(base, "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&")},
          {"empty", ReportModel{}}};
}

}  // namespace brunt::report::samples

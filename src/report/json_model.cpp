#include "report/json_model.h"

#include "report/json_parts.h"
#include "report/report_schema.h"
#include "report/story.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

Json experiment(const ReportModel& model) {
  return {{"title", model.title},
          {"description", text_or_null(model.description)},
          {"hypothesis", text_or_null(model.hypothesis_title)},
          {"tags", model.tags},
          {"sha256", text_or_null(model.experiment_sha256)}};
}

Json run(const ReportModel& model) {
  return {{"id", text_or_null(model.journal_sha256.substr(0, 16))},
          {"status", text_or_null(model.status)},
          {"deviated", model.deviated},
          {"start", json_time(model.start)},
          {"end", json_time(model.end)},
          {"precision", json_number(model.time_precision_seconds)},
          {"duration", json_number(model.duration_seconds)},
          {"engine", text_or_null(model.engine)},
          {"runner", text_or_null(model.node)},
          {"platform", text_or_null(model.platform)},
          {"target", text_or_null(model.target)},
          {"emulated", text_or_null(model.emulated)},
          {"emulation", model.emulation},
          {"failed_rollbacks", failed_rollbacks(model)}};
}

Json checks(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Check& check : model.checks) {
    rows.push_back({{"name", check.name},
                    {"required", check.required},
                    {"passed", json_or_null(check.passed)},
                    {"evidence", check.evidence}});
  }
  return rows;
}

Json outcome(const ReportModel& model) {
  std::string reason;
  for (const std::string& sentence : model.sentences)
    reason += (reason.empty() ? "" : " ") + sentence;
  return {{"answer", model.answer},
          {"outcome", outcome_key(model.outcome)},
          {"confidence", text_or_null(model.confidence)},
          {"reason", reason},
          {"blind_spots", model.blind_spots},
          {"score", json_number(model.score)},
          {"checks", checks(model)}};
}

Json attachments(const ReportModel& model) {
  Json rows = Json::array();
  rows.push_back({{"name", "journal.json"},
                  {"media_type", "application/json"},
                  {"sha256", text_or_null(model.journal_sha256)}});
  if (!model.load_source.empty()) {
    rows.push_back({{"name", model.load_source},
                    {"media_type", "application/octet-stream"},
                    {"sha256", nullptr}});
  }
  return rows;
}

Json reproduce(const ReportModel& model) {
  Json rows = Json::array();
  for (const auto& [name, value] : model.reproduce)
    rows.push_back({{"name", name}, {"value", value}});
  return rows;
}

}  // namespace

Json json_model(const ReportModel& model) {
  return {{"schema", model_schema},
          {"generator", model.generator},
          {"experiment", experiment(model)},
          {"run", run(model)},
          {"outcome", outcome(model)},
          {"claims", json_claims(model)},
          {"windows", json_windows(model)},
          {"measures", json_measures(model)},
          {"comparison", json_comparison(model)},
          {"hypothesis", json_hypothesis(model)},
          {"activities", json_activities(model, false)},
          {"rollbacks", json_activities(model, true)},
          {"detectors", json_detectors(model)},
          {"timeline", json_timeline(model)},
          {"sources", json_sources(model)},
          {"reconciliation", json_reconciliation(model)},
          {"pager", json_pager(model)},
          {"history", json_history(model)},
          {"limits", json_limits(model)},
          {"suggestions", model.suggestions},
          {"reproduce", reproduce(model)},
          {"attachments", attachments(model)},
          {"requests", json_requests(model)},
          {"logs", json_logs(model)},
          {"metrics", json_metrics(model)}};
}

std::string_view json_model_schema() {
  return report_schema_text;
}

}  // namespace brunt::report

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "impact/report_model.h"

namespace brunt::report {

// The parts of the JSON model, by their key.

Json json_claims(const impact::ReportModel& model);
Json json_windows(const impact::ReportModel& model);
Json json_measures(const impact::ReportModel& model);
Json json_comparison(const impact::ReportModel& model);
Json json_hypothesis(const impact::ReportModel& model);
/// Activities of the method and of the hypothesis, or (`rollbacks`) of the rollbacks.
Json json_activities(const impact::ReportModel& model, bool rollbacks);
Json json_timeline(const impact::ReportModel& model);
Json json_sources(const impact::ReportModel& model);
Json json_limits(const impact::ReportModel& model);
Json json_pager(const impact::ReportModel& model);
Json json_history(const impact::ReportModel& model);
Json json_reconciliation(const impact::ReportModel& model);
Json json_detectors(const impact::ReportModel& model);
Json json_requests(const impact::ReportModel& model);
Json json_logs(const impact::ReportModel& model);
Json json_metrics(const impact::ReportModel& model);

/// RFC 3339 with as many digits as are not zero (none, 3, 6 or 9); null when absent.
Json json_time(const std::optional<WallTime>& at);
std::string time_text(WallTime at);

/// null when absent, and for what JSON has no number for.
Json json_number(const std::optional<double>& value);

template <class T>
Json json_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// `text`, null when empty.
Json text_or_null(std::string_view text);

/// "held", "refuted", "inconclusive", "not_measured".
std::string_view outcome_key(impact::Verdict verdict);

}  // namespace brunt::report

#include <cmath>

#include "report/json_parts.h"

namespace brunt::report {

using impact::Count;
using impact::ReportModel;

namespace {

Json interval(const impact::Interval& of) {
  return {{"low", json_number(of.low)}, {"high", json_number(of.high)}};
}

double ratio_of(const Count& count) {
  return count.total == 0 ? 0
                          : static_cast<double>(count.failed) / static_cast<double>(count.total);
}

Json ratio(const std::optional<Count>& count) {
  if (!count || count->total == 0) return nullptr;
  return {
      {"value", ratio_of(*count)}, {"low", count->interval.low}, {"high", count->interval.high}};
}

Json interval_or_null(const std::optional<impact::Interval>& of) {
  return of ? interval(*of) : Json(nullptr);
}

}  // namespace

Json json_claims(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Claim& claim : model.claims) {
    rows.push_back({{"name", claim.name},
                    {"statement", claim.statement},
                    {"origin", claim.origin},
                    {"indicator", text_or_null(claim.indicator)},
                    {"window", text_or_null(claim.window)},
                    {"comparison", text_or_null(claim.comparison)},
                    {"threshold", json_number(claim.threshold)},
                    {"observed", claim.observed},
                    {"value", json_number(claim.observed_value)},
                    {"interval", interval_or_null(claim.interval)},
                    {"outcome", outcome_key(claim.verdict)},
                    {"decides", claim.decides}});
  }
  return rows;
}

Json json_windows(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Fault& fault : model.faults) {
    rows.push_back({{"kind", "fault"},
                    {"name", fault.name},
                    {"what", text_or_null(fault.what)},
                    {"start", json_time(fault.start)},
                    {"end", json_time(fault.end)},
                    {"precision", json_number(fault.precision_seconds)},
                    {"confirmed", fault.confirmed},
                    {"source", "journal"}});
  }
  for (const impact::ImpactWindow& window : model.windows) {
    rows.push_back({{"kind", "impact"},
                    {"start", json_time(window.start)},
                    {"end", json_time(window.end)},
                    {"duration", json_number(window.seconds)},
                    {"bounds", interval(window.bounds_seconds)},
                    {"open", window.open},
                    {"requests", window.inside.total},
                    {"failed", window.inside.failed},
                    {"ratio", ratio(window.inside)},
                    {"source", "client"}});
  }
  return rows;
}

Json json_measures(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Measure& measure : model.measures) {
    rows.push_back({{"name", measure.name},
                    {"value", json_number(measure.value)},
                    {"unit", measure.unit},
                    {"low", json_number(measure.low)},
                    {"high", json_number(measure.high)},
                    {"method", text_or_null(measure.method)},
                    {"inputs", text_or_null(measure.inputs)}});
  }
  return rows;
}

Json json_comparison(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Comparison& row : model.comparison) {
    rows.push_back({{"quantity", row.quantity},
                    {"unit", row.unit},
                    {"before", json_number(row.before)},
                    {"during", json_number(row.during)},
                    {"after", json_number(row.after)},
                    {"against", text_or_null(row.against)},
                    {"effect", json_number(row.effect)},
                    {"interval", interval_or_null(row.interval)},
                    {"p", json_number(row.p)},
                    {"superiority", json_number(row.superiority)},
                    {"method", text_or_null(row.method)},
                    {"verdict", text_or_null(row.verdict)}});
  }
  return rows;
}

Json json_sources(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Source& source : model.sources) {
    rows.push_back({{"kind", source.kind},
                    {"name", source.name},
                    {"from", json_time(source.from)},
                    {"to", json_time(source.to)},
                    {"coverage", json_number(source.coverage)},
                    {"precision", json_number(source.precision_seconds)},
                    {"clock_offset", interval_or_null(source.clock_offset_seconds)},
                    {"reporting_delay", json_number(source.reporting_delay_seconds)},
                    {"same_system", json_or_null(source.same_system)},
                    {"note", text_or_null(source.note)}});
  }
  return rows;
}

Json json_limits(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Limit& limit : model.limits) {
    rows.push_back(
        {{"rule", limit.rule}, {"text", limit.text}, {"evidence", text_or_null(limit.evidence)}});
  }
  return rows;
}

Json json_pager(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::PagerAnswer& rule : model.pager) {
    rows.push_back({{"window", rule.window_seconds},
                    {"factor", rule.factor},
                    {"fires_after", json_number(rule.fires_after_seconds)},
                    {"rang", rule.rang}});
  }
  return rows;
}

Json json_history(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::HistoryRow& row : model.history) {
    const bool bounded = row.impact_seconds && row.impact_bounds.high > 0;
    rows.push_back({{"start", time_text(row.start)},
                    {"title", row.title},
                    {"outcome", row.outcome},
                    {"impact", json_number(row.impact_seconds)},
                    {"bounds", bounded ? interval(row.impact_bounds) : Json(nullptr)},
                    {"failed", row.failed},
                    {"total", row.total},
                    {"time_to_recover", json_number(row.recovered_after_seconds)},
                    {"time_to_detect", json_number(row.detected_after_seconds)},
                    {"p95", json_number(row.p95_seconds)},
                    {"comparable", row.comparable},
                    {"why_not", text_or_null(row.why_not)},
                    {"changed", text_or_null(row.changed)},
                    {"versions", row.versions},
                    {"current", row.current}});
  }
  return rows;
}

Json json_reconciliation(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Reconciliation& row : model.reconciliation) {
    rows.push_back({{"source", row.source},
                    {"predicted", row.predicted},
                    {"seen", row.seen},
                    {"result", row.blind   ? "blind"
                               : row.equal ? "equal"
                                           : "different"},
                    {"reason", text_or_null(row.reason)}});
  }
  return rows;
}

Json json_detectors(const ReportModel& model) {
  Json rows = Json::array();
  for (const impact::Detector& detector : model.detectors) {
    rows.push_back({{"name", detector.name},
                    {"time", json_time(detector.at)},
                    {"after", json_number(detector.after_seconds)},
                    {"bounds", interval_or_null(detector.bounds_seconds)},
                    {"margin", json_number(detector.margin_seconds)},
                    {"note", text_or_null(detector.note)}});
  }
  return rows;
}

std::string_view outcome_key(impact::Verdict verdict) {
  switch (verdict) {
    case impact::Verdict::held:
      return "held";
    case impact::Verdict::refuted:
      return "refuted";
    case impact::Verdict::inconclusive:
      return "inconclusive";
    case impact::Verdict::not_measured:
      break;
  }
  return "not_measured";
}

Json json_number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string time_text(WallTime at) {
  const auto part = (at.time_since_epoch() % std::chrono::seconds(1)).count();
  return rfc3339(at, part == 0 ? 0 : part % 1'000'000 == 0 ? 3 : part % 1'000 == 0 ? 6 : 9);
}

Json json_time(const std::optional<WallTime>& at) {
  return at ? Json(time_text(*at)) : Json(nullptr);
}

}  // namespace brunt::report

#include <fmt/format.h>

#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"
#include "report/tables.h"

namespace brunt::report {

using impact::Count;
using impact::Quantiles;
using impact::ReportModel;

namespace {

/// Estimate and interval on a rail from 0 to 1; the numbers stand beside it.
std::string whisker(const Count& count) {
  constexpr double width = 104;
  if (count.total == 0) return "";
  const auto x = [](double value) { return coordinate(4 + (width - 8) * value); };
  const double p = static_cast<double>(count.failed) / static_cast<double>(count.total);
  const std::string_view colour = count.failed > 0 ? "bad" : "good";
  return fmt::format(
      R"svg(<svg class="wh" width="104" height="14" viewBox="0 0 104 14" aria-hidden="true"><path d="M4 7H100M4 4v6M100 4v6" stroke="var(--line)" fill="none"/>)svg"
      R"svg(<path d="M{0} 7H{1}M{0} 4v6M{1} 4v6" stroke="var(--{3})" stroke-width="1.5" fill="none"/><circle cx="{2}" cy="7" r="3" fill="var(--{3})"/></svg> )svg",
      x(count.interval.low), x(count.interval.high), x(p), colour);
}

Row stretch_row(const Stretch& stretch) {
  const auto quantile = [&](double Quantiles::*value) {
    return stretch.times && stretch.times->n > 0 ? escape(latency((*stretch.times).*value))
                                                 : std::string("\u2013");
  };
  const auto& [name, from, to, count, times, impact] = stretch;
  return {{name, from && to ? clock_range(*from, *to) : "\u2013",
           from && to ? duration(between(*from, *to)) : "\u2013",
           fmt::format("{} / {}", thousands(count.failed), thousands(count.total)),
           count.total == 0 ? "\u2013" : whisker(count) + ratio(count), quantile(&Quantiles::p50),
           quantile(&Quantiles::p95), quantile(&Quantiles::max)},
          impact ? "hit" : ""};
}

std::string windows_table(const ReportModel& model) {
  std::vector<Row> rows;
  for (const Stretch& stretch : stretches(model))
    rows.push_back(stretch_row(stretch));
  return table({{"Window", "nw"},
                {"From\u2013to, UTC", "tm"},
                {"Length", "num"},
                {"Failed", "num"},
                {"Failure ratio, 95\u202f% interval", "nw"},
                {"p50", "num"},
                {"p95", "num"},
                {"max", "num"}},
               rows, "Latency of successes only.");
}

std::string claims_table(const ReportModel& model) {
  if (model.claims.empty()) return nothing("No claim was judged.");
  std::vector<Row> rows;
  rows.reserve(model.claims.size());
  for (const impact::Claim& claim : model.claims) {
    rows.push_back(
        {{typeset(capital(claim.statement.empty() ? claim.name : claim.statement)),
          typeset(claim.observed), verdict(shape_of(claim.verdict), word_of(claim.verdict))},
         ""});
  }
  return table({{"Claim", "any"}, {"Observed", "any"}, {"Outcome", "nw"}}, rows,
               "The worst outcome is the run's.");
}

}  // namespace

std::string ratio(const Count& count) {
  const double p =
      count.total == 0 ? 0 : static_cast<double>(count.failed) / static_cast<double>(count.total);
  return fmt::format(R"({} <span class="q ib">{}</span>)", escape(percent(p)),
                     escape(percent_bracket(count.interval)));
}

std::string user_impact(const ReportModel& model) {
  std::string body = model.requests.empty() ? nothing(no_requests(model)) : windows_table(model);
  body += "<h3>Claims</h3>" + claims_table(model);
  if (!model.comparison.empty())
    body += "<h3>Before, during and after</h3>" + grid_html(comparison_grid(model));
  return section("impact", "User impact", escape(impact_finding(model)), body);
}

std::string confidence(const ReportModel& model) {
  std::vector<Row> rows;
  for (const impact::Check& check : model.checks) {
    const std::string result = check.passed.value_or(false) ? verdict(Shape::held, "yes")
                               : !check.passed              ? verdict(Shape::none, "not judged")
                               : check.required             ? verdict(Shape::refuted, "no")
                                                            : R"(<span class="q">no</span>)";
    rows.push_back({{escape(check.name), result, typeset(check.evidence),
                     check.required ? "required" : "not needed here"},
                    check.required ? "" : "off"});
  }
  const std::string body =
      rows.empty()
          ? nothing("No check was made.")
          : table({{"Check", "any"}, {"Passed", "nw"}, {"Why", "any"}, {"Weight", ""}}, rows);
  return section("confidence", "Confidence", escape(confidence_finding(model)), body);
}

}  // namespace brunt::report

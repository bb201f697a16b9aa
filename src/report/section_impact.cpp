#include <algorithm>

#include <fmt/format.h>

#include "report/escape.h"
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

Row window_row(std::string_view name, std::optional<WallTime> from, std::optional<WallTime> to,
               const Count& count, const std::optional<Quantiles>& times, std::string_view css) {
  const auto quantile = [&](double Quantiles::*value) {
    return times && times->n > 0 ? escape(latency((*times).*value)) : std::string("\u2013");
  };
  const bool timed = from && to;
  return {{std::string(name), timed ? clock_range(*from, *to) : "\u2013",
           timed ? duration(between(*from, *to)) : "\u2013",
           fmt::format("{} / {}", thousands(count.failed), thousands(count.total)),
           count.total == 0 ? "\u2013" : whisker(count) + ratio(count), quantile(&Quantiles::p50),
           quantile(&Quantiles::p95), quantile(&Quantiles::max)},
          css};
}

std::string windows_table(const ReportModel& model) {
  std::vector<Row> rows;
  const WallTime first = model.requests.front().sent;
  const WallTime last = model.requests.back().sent;
  if (model.all)
    rows.push_back(
        window_row("Whole run", first, last, *model.all, model.latency_all_successes, ""));
  const bool one = model.windows.size() == 1;
  if (model.before && model.before->total > 0) {
    const auto& border = model.requests[std::min(model.before->total, model.requests.size()) - 1];
    rows.push_back(window_row("Before", first,
                              model.windows.empty() ? border.sent : model.windows.front().start,
                              *model.before, model.latency_before, ""));
  }
  for (std::size_t i = 0; i < model.windows.size(); ++i) {
    const impact::ImpactWindow& window = model.windows[i];
    const std::string title = one ? "Impact window" : fmt::format("Impact window {}", i + 1);
    rows.push_back(window_row(title, window.start, window.end, window.inside, std::nullopt, "hit"));
  }
  if (model.after && model.after->total > 0) {
    const std::optional<WallTime> from =
        model.windows.empty()
            ? (model.faults.empty() ? std::nullopt : std::optional(model.faults.front().start))
            : std::optional(model.windows.back().end);
    rows.push_back(window_row("After", from, last, *model.after, model.latency_after, ""));
  }
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

std::string latency_finding(const ReportModel& model) {
  double least = 0;
  double most = 0;
  std::size_t failed = 0;
  for (const impact::RequestMark& request : model.requests) {
    if (!request.failed) continue;
    least = failed == 0 ? request.latency_seconds : std::min(least, request.latency_seconds);
    most = std::max(most, request.latency_seconds);
    ++failed;
  }
  if (failed == 0)
    return fmt::format("All {} succeeded.", counted(model.requests.size(), "request"));
  return fmt::format("{} failed, after {} to {}{}.", counted(failed, "request"), waited(least),
                     waited(most), all_unanswered(model) ? ", without an answer" : "");
}

}  // namespace

std::string ratio(const Count& count) {
  const double p =
      count.total == 0 ? 0 : static_cast<double>(count.failed) / static_cast<double>(count.total);
  return fmt::format(R"({} <span class="q ib">{}</span>)", escape(percent(p)),
                     escape(percent_bracket(count.interval)));
}

std::string user_impact(const ReportModel& model) {
  std::string body = model.requests.empty()
                         ? nothing(model.load_missing.empty()
                                       ? "No request evidence belongs to this run."
                                       : "The load's result, " + model.load_missing +
                                             ", was not found: what users bore is not measured.")
                         : windows_table(model);
  body += "<h3>Claims</h3>" + claims_table(model);
  if (!model.comparison.empty())
    body += "<h3>Before, during and after</h3>" + grid_html(comparison_grid(model));
  const std::string finding = model.requests.empty()
                                  ? "Not measured: there is no record of requests."
                                  : latency_finding(model);
  return section("impact", "User impact", escape(finding), body);
}

std::string confidence(const ReportModel& model) {
  std::vector<Row> rows;
  std::size_t passed = 0;
  for (const impact::Check& check : model.checks) {
    if (check.passed == true) ++passed;
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
  const std::string word =
      model.confidence.empty()
          ? "Not rated."
          : fmt::format("{}{}: ", static_cast<char>(model.confidence[0] & ~0x20),
                        model.confidence.substr(1));
  return section("confidence", "Confidence",
                 escape(fmt::format("{}{} of {} checks pass.", word, passed, model.checks.size())),
                 body);
}

}  // namespace brunt::report

#include <algorithm>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"
#include "report/tables.h"

namespace brunt::report {

using impact::Detector;
using impact::ReportModel;

namespace {

constexpr double bar_width = 260;

/// One detector against the impact, which is shaded.
std::string bar(const Detector& detector, double impact, double end) {
  const auto x = [&](double value) {
    return coordinate(2 + (bar_width - 16) * std::clamp(value / end, 0.0, 1.0));
  };
  std::string out = fmt::format(
      R"svg(<svg class="wh" width="260" height="18" viewBox="0 0 260 18" aria-hidden="true"><rect x="2" y="1" width="{}" height="16" fill="var(--impact)"/><path d="M2 9H246" stroke="var(--line)"/>)svg",
      coordinate((bar_width - 16) * std::clamp(impact / end, 0.0, 1.0)));
  if (detector.after_seconds) {
    const std::string_view colour = *detector.after_seconds <= impact ? "good" : "bad";
    out += fmt::format(
        R"svg(<path d="M2 9H{0}" stroke="var(--{1})" stroke-width="1.6"/><path d="M{0} 2v14" stroke="var(--{1})" stroke-width="2.6"/>)svg",
        x(*detector.after_seconds), colour);
  } else {
    out +=
        R"svg(<circle cx="252" cy="9" r="5" fill="none" stroke="var(--none)" stroke-width="1.6" stroke-dasharray="2.6 2.2"/>)svg";
  }
  return out + "</svg>";
}

std::string margin(const Detector& detector, double impact) {
  if (!detector.after_seconds) return detector.note;
  const double left = impact - *detector.after_seconds;
  return left >= 0 ? duration(left) + " before recovery" : duration(-left) + " too late";
}

std::string pager(const ReportModel& model) {
  if (model.pager.empty()) return "";
  return "<h3>Would the pager have rung?</h3>" + grid_html(pager_grid(model));
}

std::string reach(const ReportModel& model) {
  if (model.sources.empty()) return "";
  return "<h3>How far each source goes</h3>" + grid_html(sources_grid(model));
}

}  // namespace

std::string detection(const ReportModel& model) {
  double impact = 0;
  double end = 1e-3;
  if (!model.windows.empty()) impact = model.windows.front().seconds;
  for (const Detector& detector : model.detectors)
    end = std::max(end, detector.after_seconds.value_or(0));
  end = 1.1 * std::max(end, impact);
  std::vector<Row> rows;
  rows.reserve(model.detectors.size());
  for (const Detector& detector : model.detectors) {
    rows.push_back({{name(capital(detector.name)), detector.at ? clock(*detector.at) : "\u2013",
                     detector.after_seconds ? escape(duration(*detector.after_seconds)) : "never",
                     model.windows.empty() ? "" : bar(detector, impact, end),
                     typeset(margin(detector, impact))},
                    ""});
  }
  const std::string body =
      rows.empty()
          ? nothing("The run had nothing that could have noticed: no log, no metric, no check.")
          : table({{"Detector", "any"},
                   {"First signal, UTC", "tm"},
                   {"After first failure", "num"},
                   {"0 to " + duration(end) + ", impact shaded", ""},
                   {"Margin", "any"}},
                  rows) +
                pager(model);
  return section("detect", "Detection", escape(detection_finding(model)), body);
}

std::string sources(const ReportModel& model) {
  std::vector<Row> rows;
  rows.reserve(model.reconciliation.size());
  for (const impact::Reconciliation& row : model.reconciliation) {
    rows.push_back({{name(capital(row.source)), typeset(row.predicted),
                     row.seen.empty() ? "\u2013" : typeset(row.seen),
                     cell_html(reconciled_cell(row)), typeset(reconciled_note(row))},
                    ""});
  }
  if (rows.empty()) {
    return section("sources", "Sources, reconciled", escape(sources_finding(model)),
                   nothing("Only one source tells of requests in this run."));
  }
  return section(
      "sources", "Sources, reconciled", escape(sources_finding(model)),
      table({{"Source", "any"},
             {"Predicted", "any"},
             {"Seen", "any"},
             {"Result", "nw"},
             {"Note", "any"}},
            rows, "Each source's count, predicted from the client's record and compared.") +
          reach(model));
}

std::string suggestions(const ReportModel& model) {
  if (model.suggestions.empty()) {
    return section("limits", "Limits and suggestions", escape(limits_finding(model)),
                   nothing("No rule of the list applies to this run."));
  }
  std::string items;
  for (const std::string& text : model.suggestions) {
    const std::size_t colon = text.find(": ");
    const std::size_t stop = text.find(". ");
    const std::size_t cut = std::min(colon, stop);
    std::string first = text;
    std::string rest;
    if (cut < 90) {
      first = text.substr(0, cut + (cut == stop ? 1 : 0));
      rest = text.substr(cut + 2);
    }
    items += fmt::format("<li><b>{}</b><span>{}</span></li>", typeset(first),
                         rest.empty() ? "" : sentence(rest));
  }
  return section("limits", "Limits and suggestions", escape(limits_finding(model)),
                 R"(<ol class="lim">)" + items + "</ol>");
}

}  // namespace brunt::report

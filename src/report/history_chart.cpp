#include "report/history_chart.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/scale.h"
#include "report/svg_file.h"

namespace brunt::report {

using impact::HistoryRow;
using impact::ReportModel;

namespace {

constexpr double width = 720;
constexpr double left = 190;
constexpr double right = 530;
constexpr double row_height = 24;

double longest(const ReportModel& model) {
  double most = 1;  // the allowed impact is always on the scale
  for (const HistoryRow& row : model.history) {
    if (!row.impact_seconds) continue;
    most = std::max({most, *row.impact_seconds, row.impact_bounds.high});
  }
  return 1.06 * most;
}

double height_of(const ReportModel& model) {
  return 34 + row_height * static_cast<double>(model.history.size());
}

std::string when(const HistoryRow& row) {
  return date(row.start) + ", " + clock_time(row.start, 0);
}

std::string run_row(const HistoryRow& row, double y, double end) {
  const auto x = [&](double seconds) {
    return coordinate(left + (right - left) * std::clamp(seconds / end, 0.0, 1.0));
  };
  std::string out = fmt::format(R"(<text class="{}" x="0" y="{}">{}</text>)",
                                row.current ? "ln" : "ls", coordinate(y + 4), when(row));
  if (!row.impact_seconds) {
    return out + fmt::format(R"(<text class="an q" x="{}" y="{}">not measured</text>)",
                             coordinate(left + 6), coordinate(y + 4));
  }
  const double value = *row.impact_seconds;
  const std::string_view ink = !row.comparable ? "none" : value > 0 ? "bad" : "good";
  if (row.impact_bounds.high > row.impact_bounds.low) {
    out += fmt::format(
        R"svg(<path d="M{0} {2}H{1}M{0} {3}v8M{1} {3}v8" stroke="var(--{4})" stroke-width="1.6" fill="none"/>)svg",
        x(row.impact_bounds.low), x(row.impact_bounds.high), coordinate(y), coordinate(y - 4), ink);
  }
  out += fmt::format(
      R"svg(<circle cx="{}" cy="{}" r="3.6" fill="var(--{})" stroke="var(--{})" stroke-width="1.6"/>)svg",
      x(value), coordinate(y), row.comparable ? ink : "bg", ink);
  const std::string label =
      duration(value) +
      (row.comparable ? (row.changed.empty() ? "" : ", " + row.changed) : ", not comparable");
  const double at =
      left + (right - left) * std::clamp(std::max(value, row.impact_bounds.high) / end, 0.0, 1.0);
  const bool fits = at + 8 + 6.2 * static_cast<double>(length(label)) <= width;
  out += fmt::format(R"(<text class="an{}" x="{}" y="{}"{}>{}</text>)", row.current ? " b" : "",
                     coordinate(fits ? at + 8 : at - 10), coordinate(y - (fits ? -4 : 7)),
                     fits ? "" : R"( text-anchor="end")", escape(label));
  return out;
}

std::vector<Cell> cells_of(const HistoryRow& row) {
  const Tone tone = row.comparable ? Tone::plain : Tone::quiet;
  const auto maybe = [](const std::optional<double>& seconds) {
    return seconds ? duration(*seconds) : std::string("\u2013");
  };
  std::string impact = maybe(row.impact_seconds);
  if (row.impact_bounds.high > 0)
    impact += fmt::format(" [{:.2f}, {:.2f}]", row.impact_bounds.low, row.impact_bounds.high);
  std::string remark = !row.comparable ? "not comparable: " + row.why_not : row.changed;
  if (row.current) remark = remark.empty() ? "this run" : "this run: " + remark;
  if (!row.versions.empty()) remark += (remark.empty() ? "" : "; ") + join(row.versions, ", ");
  return {{when(row), tone},
          {row.outcome, tone},
          {impact, tone},
          {fmt::format("{} / {}", thousands(row.failed), thousands(row.total)), tone},
          {maybe(row.recovered_after_seconds), tone},
          {maybe(row.detected_after_seconds), tone},
          {row.p95_seconds ? latency(*row.p95_seconds) : "\u2013", tone},
          {remark, tone}};
}

}  // namespace

std::string history_chart(const ReportModel& model) {
  if (model.history.size() < 2) return "";
  const double end = longest(model);
  const double height = height_of(model);
  std::string out =
      fmt::format(R"(<svg class="tl his" viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                  coordinate(width), coordinate(height), escape(history_finding(model)));
  const double step = round_step(end, 8);
  for (int mark = 0; mark * step < end; ++mark) {
    const double at = mark * step;
    const double x = left + (right - left) * at / end;
    out += fmt::format(
        R"(<path class="grid" d="M{0} 4V{1}"/><text class="ax" x="{0}" y="{2}" text-anchor="middle">{3}</text>)",
        coordinate(x), coordinate(height - 22), coordinate(height - 6), escape(exact(at)));
  }
  // The allowed impact: an outage shorter than this is no outage.
  const double limit = left + (right - left) / end;
  out += fmt::format(R"(<path class="lim" d="M{} 4V{}"/>)", coordinate(limit),
                     coordinate(height - 22));
  double y = 16;
  for (const HistoryRow& row : model.history) {
    out += run_row(row, y, end);
    y += row_height;
  }
  return out + "</svg>\n";
}

Drawing history_drawing(const ReportModel& model) {
  return {alone(history_chart(model), width, height_of(model)), history_finding(model), width,
          height_of(model)};
}

std::string history_finding(const ReportModel& model) {
  const auto comparable =
      static_cast<std::size_t>(std::count_if(model.history.begin(), model.history.end(),
                                             [](const HistoryRow& row) { return row.comparable; }));
  std::string text =
      fmt::format("{} of {} can be compared.", comparable, counted(model.history.size(), "run"));
  for (const HistoryRow& row : model.history) {
    if (row.current && !row.changed.empty())
      text += " This one: " + row.changed + " than the comparable run before.";
  }
  return text;
}

Grid history_grid(const ReportModel& model) {
  Grid grid{
      "Impact with its bounds, the dashed line is what is allowed. The failure ratio depends on "
      "how "
      "long one keeps asking.",
      {"Started, UTC", "Outcome", "Impact", "Failed", "Recovered", "Noticed", "p95", "Remark"},
      {0.2, 0.09, 0.19, 0.09, 0.09, 0.08, 0.07, 0.19},
      {false, false, true, true, true, true, true, false},
      {},
      {}};
  for (const HistoryRow& row : model.history) {
    grid.rows.push_back(cells_of(row));
    grid.tinted.push_back(false);
  }
  return grid;
}

}  // namespace brunt::report

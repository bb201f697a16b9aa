#include "report/document_parts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "impact/words.h"
#include "report/escape.h"
#include "report/findings.h"
#include "report/history_chart.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/svg_file.h"
#include "report/tables.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;
using impact::words::narrow;

namespace {

constexpr std::size_t most_events = 40;

void open(Document& out, std::string title, std::string finding) {
  out.blocks.push_back({Block::Kind::section, std::move(title), std::move(finding), {}, {}, {}});
}

void say(Document& out, std::string text, Block::Kind kind = Block::Kind::quiet) {
  out.blocks.push_back({kind, std::move(text), {}, {}, {}, {}});
}

void add(Document& out, Grid grid) {
  if (grid.tinted.size() < grid.rows.size()) grid.tinted.resize(grid.rows.size(), false);
  if (grid.numbers.size() < grid.heads.size()) grid.numbers.resize(grid.heads.size(), false);
  out.blocks.push_back({Block::Kind::grid, {}, {}, {}, std::move(grid), {}});
}

std::string phrase(const std::string& text) {
  return narrow(capital(text));
}

std::string ratio_text(const impact::Count& count) {
  if (count.total == 0) return "\u2013";
  return percent(static_cast<double>(count.failed) / static_cast<double>(count.total)) + " " +
         percent_bracket(count.interval);
}

std::vector<Cell> stretch_row(const Stretch& stretch) {
  const auto quantile = [&](double impact::Quantiles::*value) {
    return stretch.times && stretch.times->n > 0 ? latency((*stretch.times).*value)
                                                 : std::string("\u2013");
  };
  const auto& [name, from, to, count, times, impact] = stretch;
  return {{name},
          {from && to ? clock_range(*from, *to) : "\u2013"},
          {from && to ? duration(between(*from, *to)) : "\u2013"},
          {fmt::format("{} / {}", thousands(count.failed), thousands(count.total)),
           count.failed > 0 ? Tone::bad : Tone::plain},
          {ratio_text(count)},
          {quantile(&impact::Quantiles::p50)},
          {quantile(&impact::Quantiles::p95)},
          {quantile(&impact::Quantiles::max)}};
}

Grid windows_grid(const ReportModel& model) {
  Grid grid{
      "Latency of successes only; the bracket is the 95\u202f% interval.",
      {"Window", "From\u2013to, UTC", "Length", "Failed", "Failure ratio", "p50", "p95", "max"},
      {0.14, 0.23, 0.09, 0.11, 0.19, 0.08, 0.08, 0.08},
      {false, false, true, true, false, true, true, true},
      {},
      {}};
  for (const Stretch& stretch : stretches(model)) {
    grid.rows.push_back(stretch_row(stretch));
    grid.tinted.push_back(stretch.impact);
  }
  return grid;
}

Cell probe_cell(const ActivityBar* probe) {
  if (probe == nullptr) return {"not checked", Tone::none, true};
  Cell cell = met_cell(probe->tolerance_met);
  if (!probe->tolerance_met) cell.text = "unknown";
  if (!probe->observed.empty()) cell.text += ": " + probe->observed;
  return cell;
}

std::string inline_json(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

std::string when(const ActivityBar& activity) {
  if (!activity.start) return "\u2013";
  if (!activity.end || *activity.end == *activity.start) return clock(*activity.start);
  return clock_range(*activity.start, *activity.end);
}

std::string what_of(const ActivityBar& activity) {
  if (!activity.failure.empty()) return activity.failure;
  return narrow(activity.output_summary.empty() ? activity.observed : activity.output_summary);
}

}  // namespace

void add_timeline(Document& out, const ReportModel& model, const Story& story) {
  open(out, "What happened, on one clock", "");
  Block figure;
  figure.kind = Block::Kind::drawing;
  figure.drawing = timeline_drawing(model, story);
  out.blocks.push_back(std::move(figure));
  Grid grid{"Times are as precise as their source.",
            {"Time, UTC", "Event", "Seen by"},
            {0.2, 0.6, 0.2},
            {},
            {},
            {}};
  for (const Event& event : events_of(model, story)) {
    if (grid.rows.size() == most_events) break;
    grid.rows.push_back({{event.about ? "\u2248\u202f" + clock_time(event.at, 0) : clock(event.at)},
                         {event.text, event.harm ? Tone::bad : Tone::plain},
                         {event.seen_by, Tone::quiet}});
    grid.tinted.push_back(event.harm);
  }
  add(out, std::move(grid));
}

void add_impact(Document& out, const ReportModel& model) {
  open(out, "User impact", impact_finding(model));
  if (model.requests.empty())
    say(out, no_requests(model));
  else
    add(out, windows_grid(model));
  if (model.claims.empty()) return;
  say(out, "Claims", Block::Kind::subtitle);
  Grid grid{"The worst outcome is the run's.",
            {"Claim", "Observed", "Outcome"},
            {0.32, 0.5, 0.18},
            {},
            {},
            {}};
  for (const impact::Claim& claim : model.claims) {
    grid.rows.push_back(
        {{phrase(claim.statement.empty() ? claim.name : claim.statement)},
         {narrow(claim.observed)},
         {std::string(word_of(claim.verdict)), tone_of(shape_of(claim.verdict)), true}});
  }
  add(out, std::move(grid));
  if (model.comparison.empty()) return;
  say(out, "Before, during and after", Block::Kind::subtitle);
  add(out, comparison_grid(model));
}

void add_steady_state(Document& out, const ReportModel& model) {
  std::string finding = steady_finding(model, model.hypothesis_title);
  if (!model.windows.empty())
    finding += fmt::format(" {} of {} checks fell inside the impact.", model.checks_inside,
                           model.checks_run);
  open(out, "Steady state", finding);
  Grid grid{"",
            {"Probe", "Tolerance", "Before", "During", "After"},
            {0.28, 0.2, 0.17, 0.17, 0.18},
            {},
            {},
            {}};
  for (const ActivityBar* probe : steady_probes(model)) {
    grid.rows.push_back({{probe->name},
                         {probe->tolerance.is_null() ? "\u2013" : inline_json(probe->tolerance)},
                         probe_cell(probe_in(model, "before", probe->name)),
                         during_cell(model, probe->name),
                         probe_cell(probe_in(model, "after", probe->name))});
  }
  if (grid.rows.empty()) return say(out, "The experiment declares no steady state.");
  add(out, std::move(grid));
}

void add_detection(Document& out, const ReportModel& model) {
  if (model.detectors.empty()) return;
  open(out, "Detection and recovery", detection_finding(model));
  Grid grid{
      "", {"Detector", "At, UTC", "After impact began", "Note"}, {0.34, 0.2, 0.2, 0.26}, {}, {},
      {}};
  grid.numbers = {false, false, true, false};
  for (const impact::Detector& each : model.detectors) {
    grid.rows.push_back({{capital(each.name)},
                         {each.at ? clock(*each.at) : "\u2013"},
                         {each.after_seconds ? duration(*each.after_seconds) : "never",
                          each.after_seconds ? Tone::plain : Tone::none},
                         {narrow(each.note), Tone::quiet}});
  }
  add(out, std::move(grid));
  if (model.pager.empty()) return;
  say(out, "Would the pager have rung?", Block::Kind::subtitle);
  add(out, pager_grid(model));
}

void add_confidence(Document& out, const ReportModel& model) {
  if (model.checks.empty()) return;
  open(out, "Confidence", confidence_finding(model));
  Grid grid{"", {"Check", "Passed", "Why", "Weight"}, {0.18, 0.13, 0.52, 0.17}, {}, {}, {}};
  for (const impact::Check& check : model.checks) {
    const bool fails = check.passed == false;
    grid.rows.push_back({{check.name},
                         {!check.passed   ? "not judged"
                          : *check.passed ? "yes"
                                          : "no",
                          !check.passed             ? Tone::none
                          : *check.passed           ? Tone::good
                          : fails && check.required ? Tone::bad
                                                    : Tone::quiet,
                          check.required},
                         {narrow(check.evidence)},
                         {check.required ? "required" : "not needed here", Tone::quiet}});
  }
  add(out, std::move(grid));
}

void add_done(Document& out, const ReportModel& model) {
  open(out, "What was done", done_finding(model));
  if (!model.description.empty())
    say(out, "Expected, in the experiment's own words: \u201c" + model.description + "\u201d");
  Grid grid{"", {"From\u2013to, UTC", "Kind", "What", "Result"}, {0.26, 0.09, 0.29, 0.36}, {}, {},
            {}};
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != "method" && activity.phase != "rollbacks") continue;
    std::string name = activity.name;
    if (activity.background) name += " (in background)";
    if (activity.pause_before > 0) name += ", after a pause of " + exact(activity.pause_before);
    if (activity.pause_after > 0) name += ", then a pause of " + exact(activity.pause_after);
    const bool failed = activity.status == "failed";
    grid.rows.push_back({{when(activity)},
                         {activity.phase == "rollbacks" ? "rollback" : activity.type, Tone::quiet},
                         {name},
                         {what_of(activity), failed ? Tone::bad : Tone::plain}});
  }
  if (grid.rows.empty()) return say(out, "The journal has no activity of the method.");
  add(out, std::move(grid));
}

void add_evidence(Document& out, const ReportModel& model) {
  if (model.logs.empty() && model.metrics.empty()) return;
  open(out, "Evidence", "What logs and metrics tell of the run.");
  Grid grid{"", {"Source", "What it shows", "Looked from\u2013to, UTC"}, {0.3, 0.45, 0.25}, {}, {},
            {}};
  for (const impact::MetricLane& metric : model.metrics) {
    std::string shows;
    for (const impact::MetricSeries& series : metric.series) {
      shows += fmt::format("{}{}: {}{:.10g}", shows.empty() ? "" : "; ", series.label,
                           series.last >= series.first ? "+" : "\u2212",
                           std::abs(series.last - series.first));
    }
    if (metric.scrape_interval_seconds > 0)
      shows += fmt::format("; scraped every {}", exact(metric.scrape_interval_seconds));
    grid.rows.push_back({{metric.query}, {shows}, {clock_range(metric.from, metric.to)}});
  }
  for (const impact::LogLane& log : model.logs) {
    const auto errors = static_cast<std::size_t>(
        std::count_if(log.lines.begin(), log.lines.end(),
                      [](const impact::LogLine& line) { return line.error; }));
    std::string shows = counted(log.lines.size(), "line") + ", " + counted(errors, "error");
    if (log.silence_start)
      shows += fmt::format("; silent for {} from {}", duration(log.silence_seconds),
                           clock(*log.silence_start));
    const bool empty = log.lines.empty();
    grid.rows.push_back(
        {{log.name},
         {shows},
         {empty ? "\u2013" : clock_range(log.lines.front().at, log.lines.back().at)}});
  }
  add(out, std::move(grid));
}

void add_sources(Document& out, const ReportModel& model) {
  if (model.reconciliation.empty()) return;
  open(out, "Sources", sources_finding(model));
  Grid grid{
      "", {"Source", "Predicted", "Seen", "Result", "Why"}, {0.2, 0.27, 0.14, 0.12, 0.27}, {}, {},
      {}};
  for (const impact::Reconciliation& row : model.reconciliation) {
    grid.rows.push_back({{capital(row.source)},
                         {narrow(row.predicted)},
                         {narrow(row.seen)},
                         reconciled_cell(row),
                         {reconciled_note(row), Tone::quiet}});
  }
  add(out, std::move(grid));
  if (!model.sources.empty()) add(out, sources_grid(model));
}

void add_history(Document& out, const ReportModel& model) {
  if (model.history.size() < 2) return;
  open(out, "Earlier runs", history_finding(model));
  Block figure;
  figure.kind = Block::Kind::drawing;
  figure.drawing = history_drawing(model);
  out.blocks.push_back(std::move(figure));
  add(out, history_grid(model));
}

void add_limits(Document& out, const ReportModel& model) {
  open(out, "Limits and suggestions", limits_finding(model));
  if (model.suggestions.empty()) return;
  Block list;
  list.kind = Block::Kind::list;
  for (const std::string& line : model.suggestions)
    list.items.push_back(phrase(line));
  out.blocks.push_back(std::move(list));
}

void add_reproduce(Document& out, const ReportModel& model) {
  open(out, "Reproduce", "What ran, where, and how to have it again.");
  Grid grid{"", {"What", "Value"}, {0.24, 0.76}, {}, {}, {}};
  const auto add_all = [&](const std::vector<std::pair<std::string, std::string>>& entries) {
    for (const auto& [name, value] : entries)
      grid.rows.push_back({{name, Tone::quiet}, {value}});
  };
  add_all(reproduce_entries(model));
  if (!model.target.empty()) add_all({{"Target", model.target}});
  add_all(emulation_entries(model));
  if (grid.rows.empty()) return say(out, "The journal does not tell.");
  add(out, std::move(grid));
}

}  // namespace brunt::report

#include "report/tables.h"

#include <cmath>

#include <fmt/format.h>

#include "impact/words.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/shapes.h"
#include "report/table.h"

namespace brunt::report {

using impact::ReportModel;
using impact::words::narrow;

namespace {

constexpr std::string_view none = "\u2013";

std::string in_unit(const std::optional<double>& value, std::string_view unit) {
  if (!value || !std::isfinite(*value)) return std::string(none);
  if (unit == "ratio") return percent(*value);
  if (unit == "s") return latency(*value);
  return fmt::format("{:.2f}{}{}", *value, unit == "1" ? "" : "\u202f", unit == "1" ? "" : unit);
}

/// A difference with its sign.
std::string signed_in_unit(double value, std::string_view unit) {
  const std::string_view sign = value < 0 ? "\u2212" : value > 0 ? "+" : "";
  if (unit == "ratio") return fmt::format("{}{:.1f}\u202fpoints", sign, 100 * std::abs(value));
  if (unit == "s") return fmt::format("{}{:.1f}\u202fms", sign, 1000 * std::abs(value));
  return fmt::format("{}{:.2f}", sign, std::abs(value));
}

std::string effect_of(const impact::Comparison& row) {
  if (!row.effect) return std::string(none);
  std::string text = signed_in_unit(*row.effect, row.unit);
  if (row.interval) {
    text += fmt::format(" [{}, {}]", signed_in_unit(row.interval->low, row.unit),
                        signed_in_unit(row.interval->high, row.unit));
  }
  return row.against.empty() ? text : text + ", " + row.against;
}

std::string p_of(const std::optional<double>& p) {
  if (!p) return std::string(none);
  return *p < 0.001 ? "<\u202f0.001" : fmt::format("{:.3f}", *p);
}

Cell verdict_cell(const std::string& verdict) {
  if (verdict.empty()) return {std::string(none)};
  const Tone tone = verdict == "worse"                ? Tone::bad
                    : verdict == "too little to tell" ? Tone::warn
                                                      : Tone::good;
  return {verdict, tone, true};
}

Shape shape_of_tone(Tone tone) {
  return tone == Tone::good   ? Shape::held
         : tone == Tone::bad  ? Shape::refuted
         : tone == Tone::warn ? Shape::inconclusive
                              : Shape::none;
}

std::string cell_html(const Cell& cell) {
  if (cell.verdict) return verdict(shape_of_tone(cell.tone), cell.text);
  const std::string text = name(cell.text);
  if (cell.tone == Tone::bad) return R"(<span class="bad">)" + text + "</span>";
  return cell.tone == Tone::quiet ? R"(<span class="q">)" + text + "</span>" : text;
}

}  // namespace

Grid comparison_grid(const ReportModel& model) {
  Grid grid{
      "Intervals are of 95\u202f%; a change is called when they exclude what does not matter.",
      {"Quantity", "Before", "During", "After", "Effect", "p", "Verdict"},
      {0.2, 0.1, 0.1, 0.1, 0.27, 0.08, 0.15},
      {false, true, true, true, false, true, false},
      {},
      {}};
  for (const impact::Comparison& row : model.comparison) {
    grid.rows.push_back({{row.quantity},
                         {in_unit(row.before, row.unit)},
                         {in_unit(row.during, row.unit)},
                         {in_unit(row.after, row.unit)},
                         {effect_of(row)},
                         {p_of(row.p)},
                         verdict_cell(row.verdict)});
    grid.tinted.push_back(false);
  }
  return grid;
}

Grid pager_grid(const ReportModel& model) {
  Grid grid{"Burn-rate rules of an objective of 99.9\u202f% over 30\u202fd.",
            {"Window", "Burn", "Rings after", "In this run"},
            {0.15, 0.15, 0.2, 0.5},
            {false, true, true, false},
            {},
            {}};
  for (const impact::PagerAnswer& rule : model.pager) {
    grid.rows.push_back({{fmt::format("{:.0f}\u202fh", rule.window_seconds / 3600)},
                         {fmt::format("{:.3g}\u00d7", rule.factor)},
                         {rule.fires_after_seconds ? duration(*rule.fires_after_seconds) : "never"},
                         {rule.rang ? "rang" : "silent"}});
    grid.tinted.push_back(false);
  }
  return grid;
}

Grid sources_grid(const ReportModel& model) {
  Grid grid{"Coverage is the share of the load's requests that were sent while the source looked.",
            {"Source", "Looked from\u2013to, UTC", "Coverage", "Clock against the client",
             "Tells after", "Same system", "Note"},
            {0.22, 0.21, 0.09, 0.14, 0.09, 0.09, 0.16},
            {false, false, true, false, true, false, false},
            {},
            {}};
  for (const impact::Source& source : model.sources) {
    const auto& offset = source.clock_offset_seconds;
    const std::string clocks =
        offset ? fmt::format("{:.2f} to {:.2f}\u202fs", offset->low, offset->high)
               : std::string(none);
    const std::string same = !source.same_system   ? "cannot be told"
                             : *source.same_system ? "yes"
                                                   : "no";
    grid.rows.push_back(
        {{source.kind + (source.name.empty() ? "" : ": " + source.name)},
         {source.from && source.to ? clock_range(*source.from, *source.to) : std::string(none)},
         {source.coverage ? percent(*source.coverage) : std::string(none)},
         {clocks},
         {source.reporting_delay_seconds ? duration(*source.reporting_delay_seconds)
                                         : std::string(none)},
         {same, source.same_system == false ? Tone::bad : Tone::plain},
         {narrow(source.note), Tone::quiet}});
    grid.tinted.push_back(false);
  }
  return grid;
}

std::string grid_html(const Grid& grid) {
  if (grid.rows.empty()) return "";
  std::vector<Column> columns;
  for (std::size_t i = 0; i < grid.heads.size(); ++i)
    columns.push_back({grid.heads[i], grid.numbers[i] ? "num" : ""});
  std::vector<Row> rows;
  for (std::size_t i = 0; i < grid.rows.size(); ++i) {
    Row row;
    for (const Cell& cell : grid.rows[i])
      row.cells.push_back(cell_html(cell));
    row.css = grid.tinted[i] ? "hit" : "";
    rows.push_back(std::move(row));
  }
  return table(columns, rows, escape(grid.caption));
}

}  // namespace brunt::report

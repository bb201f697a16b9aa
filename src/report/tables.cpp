#include "report/tables.h"

#include <algorithm>
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
  if (unit == "1") return fmt::format("{:.2f}", *value);
  if (unit == "1/s") return fmt::format("{:.2f}/s", *value);
  return fmt::format("{:.2f}\u202f{}", *value, unit);
}

/// A number with its sign, where it has one.
std::string with_sign(double value, std::string_view plus, int digits) {
  const std::string_view sign = value < 0 ? "\u2212" : value > 0 ? plus : "";
  return fmt::format("{}{:.{}f}", sign, std::abs(value), digits);
}

/// "+24.8 points [+3.6, +32.0], during".
std::string effect_of(const impact::Comparison& row) {
  if (!row.effect) return std::string(none);
  const bool ratio = row.unit == "ratio";
  const bool time = row.unit == "s";
  const auto difference = [&](double value) {
    return with_sign(value * (ratio ? 100 : time ? 1000 : 1), "+", ratio || time ? 1 : 2);
  };
  std::string text = difference(*row.effect) + (ratio ? "\u202fpoints" : time ? "\u202fms" : "");
  if (row.interval) {
    text += fmt::format(" [{}, {}]", difference(row.interval->low), difference(row.interval->high));
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
    grid.rows.push_back({{capital(row.quantity)},
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
        offset ? with_sign(offset->low, "", 2) + " to " + with_sign(offset->high, "", 2) + "\u202fs"
               : std::string(none);
    const std::string same = !source.same_system   ? "cannot be told"
                             : *source.same_system ? "yes"
                                                   : "no";
    grid.rows.push_back(
        {{capital(source.kind) + (source.name.empty() ? "" : ": " + source.name)},
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

std::string cell_html(const Cell& cell) {
  if (cell.verdict) return verdict(shape_of_tone(cell.tone), cell.text);
  const std::string text = name(cell.text);
  if (cell.tone == Tone::bad) return R"(<span class="bad">)" + text + "</span>";
  return cell.tone == Tone::quiet ? R"(<span class="q">)" + text + "</span>" : text;
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
    const bool quiet = std::all_of(grid.rows[i].begin(), grid.rows[i].end(),
                                   [](const Cell& cell) { return cell.tone == Tone::quiet; });
    row.css = grid.tinted[i] ? "hit" : quiet ? "off" : "";
    rows.push_back(std::move(row));
  }
  return table(columns, rows, escape(grid.caption));
}

}  // namespace brunt::report

#include "cli/terminal_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/time.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

constexpr int sign_column = 12;
constexpr int result_column = 62;
constexpr int right_edge = 96;
constexpr int roomy = 100;  ///< from here on a result stands beside its name
constexpr int narrow = 60;  ///< below, no sparkline

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

struct Row {
  std::string left, result, took;
  Style result_style = Style::plain;
};

/// `17:20:42.9  ✓ name`, the name starting at the same column whatever the sign.
std::string left_part(const Look& look, const Fact& fact) {
  const std::string shape = padded(sign(look, fact.glyph), look.ascii ? 2 : 1);
  std::string out = painted(look, Style::dim, clock_time(fact.at)) + "  " +
                    painted(look, style_of(fact.glyph), shape) + " ";
  const std::string name = safe(look, fact.name);
  if (fact.kind == FactKind::fault) out += painted(look, Style::bold, "FAULT") + " ";
  return out + (fact.glyph == Glyph::waits ? painted(look, Style::dim, name) : name);
}

void put_below(const Look& look, const Row& row, std::vector<std::string>& rows) {
  rows.push_back(row.left);
  std::string text = row.result;
  if (!row.took.empty()) text += text.empty() ? row.took : ", " + row.took;
  for (const auto& line : wrapped(text, std::max(look.width - sign_column - 1, 20)))
    rows.push_back(blanks(sign_column) + painted(look, row.result_style, line));
}

/// Name, result and duration on one row if they fit, else the result below.
std::vector<std::string> laid_out(const Look& look, const Row& row) {
  std::vector<std::string> rows;
  if (row.result.empty() && row.took.empty()) return {row.left};
  std::string line = row.left + blanks(std::max(result_column - columns(row.left), 0));
  const bool name_fits = columns(row.left) + 2 <= result_column;
  const int result_end = result_column + columns(row.result);
  int end = result_end;
  if (!row.took.empty()) end = std::max(right_edge, result_end + 2 + columns(row.took));
  if (look.width < roomy || !name_fits || end >= look.width) {
    put_below(look, row, rows);
    return rows;
  }
  line += painted(look, row.result_style, row.result);
  if (!row.took.empty()) line += blanks(end - result_end - columns(row.took)) + row.took;
  return {line};
}

std::vector<std::string> head_rows(const Look& look, const Fact& fact) {
  const auto day = std::chrono::floor<std::chrono::days>(fact.at);
  const std::chrono::year_month_day date(day);
  static constexpr std::array<std::string_view, 12> months = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto month = static_cast<unsigned>(date.month());
  std::string line = fmt::format("{} {} {}, UTC", static_cast<unsigned>(date.day()),
                                 months.at(month - 1), static_cast<int>(date.year()));
  if (!fact.result.empty()) line += "    journal " + safe(look, fact.result);
  line += "    Ctrl-C stops, rolls back and still answers";
  return {painted(look, Style::bold, safe(look, fact.name)), painted(look, Style::dim, line)};
}

std::vector<std::string> phase_rows(const Look& look, const Fact& fact) {
  std::string line = painted(look, Style::bold, fact.subject);
  if (!fact.name.empty()) line += "  " + safe(look, fact.name);
  if (fact.word == "none") return {line};
  return {"", line};
}

std::string load_row(const LoadState& load) {
  return fmt::format("{}load  sent {}   ok {}   failed {}   in flight {}   p99 {}",
                     blanks(sign_column), grouped(load.sent), grouped(load.ok),
                     grouped(load.failed), grouped(load.in_flight), short_time(load.p99));
}

std::string users_words(const Look& look, const UsersWatch::State& state) {
  return state.failing
             ? painted(look, Style::harm, "users are failing since " + clock_time(state.since))
             : painted(look, Style::good, "answered again since " + clock_time(state.since));
}

std::string spark_row(const Look& look, const Narrator& narrator, const LoadState& load) {
  std::optional<std::size_t> fault;
  if (const auto& at = narrator.fault(); at && *at >= load.started)
    fault = static_cast<std::size_t>((*at - load.started) / std::chrono::seconds(1));
  const auto room =
      static_cast<std::size_t>(std::max(std::min(look.width, roomy) - sign_column - 40, 20));
  std::vector<LoadSecond> shown = load.seconds;
  if (shown.size() > room) {
    const std::size_t gone = shown.size() - room;
    shown.erase(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(gone));
    if (fault) fault = *fault >= gone ? std::optional(*fault - gone) : std::nullopt;
  }
  std::string row =
      blanks(sign_column) + sparkline(look, shown, narrator.load_plan().timeout, fault);
  if (const auto& users = narrator.users(); users) {
    const int start = look.width < roomy ? columns(row) + 2 : result_column;
    row = padded(row, std::max(start, columns(row) + 2)) + users_words(look, *users);
  }
  return row;
}

std::optional<Row> waiting_row(const Look& look, const Waiting& waiting, WallTime now,
                               bool pause_told) {
  const double gone = std::max(0.0, seconds(now - waiting.since));
  Row row;
  row.left = left_part(look, waiting.fact);
  if (!waiting.seconds) {
    if (gone < 1) return std::nullopt;
    row.result = fmt::format("{:.0f} s so far", std::floor(gone));
    row.result_style = Style::dim;
    return row;
  }
  const double left = *waiting.seconds - gone;
  if (left <= 0) return std::nullopt;
  row.result = waiting.fact.result;
  if (*waiting.seconds >= 1) row.result += fmt::format(", {:.0f} s left", std::ceil(left));
  if (pause_told) {
    row.left = blanks(sign_column) + painted(look, Style::dim, sign(look, Glyph::waits));
    row.result = fmt::format("{:.0f} s left", std::ceil(left));
  }
  return row;
}

}  // namespace

std::vector<std::string> terminal_rows(const Look& look, const Fact& fact) {
  switch (fact.kind) {
    case FactKind::head:
      return head_rows(look, fact);
    case FactKind::phase:
      return phase_rows(look, fact);
    case FactKind::load:
    case FactKind::end:
      return {};
    case FactKind::users:
      if (fact.word == "failing") return {};  // stands beside the sparkline
      break;
    default:
      break;
  }
  Row row;
  row.left = left_part(look, fact);
  row.result = spelt(look, safe(look, fact.result));
  if (fact.glyph == Glyph::missed) row.result_style = Style::harm;
  if (fact.took) row.took = short_time(*fact.took);
  auto rows = laid_out(look, row);
  for (const auto& line :
       wrapped(spelt(look, safe(look, fact.detail)), std::max(look.width - sign_column - 1, 20)))
    rows.push_back(blanks(sign_column) + painted(look, Style::dim, line));
  return rows;
}

std::vector<std::string> moving_rows(const Look& look, const Narrator& narrator, WallTime now,
                                     bool pause_told) {
  std::vector<std::string> rows;
  if (const auto& waiting = narrator.waiting(); waiting) {
    if (const auto row = waiting_row(look, *waiting, now, pause_told)) {
      for (auto& line : laid_out(look, *row))
        rows.push_back(std::move(line));
    }
  }
  if (const auto& load = narrator.load(); load) {
    rows.push_back(load_row(*load));
    if (look.width >= narrow) rows.push_back(spark_row(look, narrator, *load));
  }
  return rows;
}

}  // namespace brunt::cli

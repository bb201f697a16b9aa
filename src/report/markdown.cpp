#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

/// Text that Markdown shows as it is, on one line.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(as_utf8(text))) {
    if (std::string_view("\\`*_[]<>|#~").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out;
}

std::string toned(const Cell& cell) {
  if (cell.text.empty()) return "";
  const std::string text = plain(cell.text);
  return cell.tone == Tone::bad || cell.tone == Tone::warn ? "**" + text + "**" : text;
}

std::string row_of(const std::vector<Cell>& cells) {
  std::string line = "|";
  for (const Cell& cell : cells)
    line += " " + toned(cell) + " |";
  return line + "\n";
}

std::string grid_of(const Grid& grid) {
  std::string out;
  std::vector<Cell> heads;
  std::string rule = "|";
  for (std::size_t i = 0; i < grid.heads.size(); ++i) {
    heads.push_back({grid.heads[i]});
    rule += grid.numbers[i] ? " ---: |" : " --- |";
  }
  out += row_of(heads) + rule + "\n";
  for (const auto& row : grid.rows)
    out += row_of(row);
  if (!grid.caption.empty()) out += "\n" + plain(grid.caption) + "\n";
  return out;
}

/// The run in 60 characters: a bar as tall as the share of requests that failed.
std::string sparkline(const ReportModel& model) {
  constexpr std::string_view steps[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                        "\u2585", "\u2586", "\u2587", "\u2588"};
  const std::size_t n = model.requests.size();
  const std::size_t bars = std::min<std::size_t>(n, 60);
  std::string out;
  for (std::size_t i = 0; i < bars; ++i) {
    const std::size_t from = i * n / bars;
    const std::size_t to = (i + 1) * n / bars;
    std::size_t failed = 0;
    for (std::size_t j = from; j < to; ++j)
      failed += model.requests[j].failed ? 1U : 0U;
    // Any failure is visible, whatever its share.
    const std::size_t height = failed == 0 ? 0 : std::max<std::size_t>(1, 7 * failed / (to - from));
    out += steps[height];
  }
  return out;
}

std::string first_screen(const Document& document, const ReportModel& model,
                         const RenderOptions& options) {
  std::string out = "# " + plain(document.question) + "\n\n";
  if (!document.attention.empty()) out += "> **" + plain(document.attention) + "**\n\n";
  out += fmt::format("**{}: {}**", plain(document.outcome_word), plain(document.answer));
  if (!document.confidence.empty()) out += " Confidence: " + plain(document.confidence) + ".";
  out += "\n\n";
  for (const std::string& sentence : document.lead)
    out += plain(sentence) + "\n";
  if (!document.head.empty()) out += "\n" + plain(document.head) + "\n";
  Grid figures;
  figures.heads = {"Figure", "Value", "Detail"};
  figures.numbers = {false, true, false};
  for (const KeyFigure& figure : document.figures)
    figures.rows.push_back({{figure.name}, {figure.number}, {figure.detail}});
  out += "\n" + grid_of(figures);
  if (!model.requests.empty())
    out +=
        "\nRequests in send order, height = share that failed:\n\n    " + sparkline(model) + "\n";
  if (!options.picture.empty())
    out += fmt::format("\n![Timeline of the run]({})\n", options.picture);
  Grid statements;
  statements.heads = {"Statement", "Result"};
  statements.numbers = {false, false};
  for (const auto& [name, result] : document.statements)
    statements.rows.push_back({{name}, result});
  out += "\n" + grid_of(statements);
  if (!document.blind_spots.empty()) {
    out += "\n" + plain(document.blind_title) + ":\n\n";
    for (const std::string& spot : document.blind_spots)
      out += "- " + plain(spot) + "\n";
  }
  return out;
}

std::string block_of(const Block& block) {
  switch (block.kind) {
    case Block::Kind::section:
      return "\n## " + plain(block.text) + "\n\n" +
             (block.finding.empty() ? "" : plain(block.finding) + "\n");
    case Block::Kind::subtitle:
      return "\n### " + plain(block.text) + "\n";
    case Block::Kind::text:
    case Block::Kind::quiet:
      return "\n" + plain(block.text) + "\n";
    case Block::Kind::list: {
      std::string out = "\n";
      for (const std::string& item : block.items)
        out += "- " + plain(item) + "\n";
      return out;
    }
    case Block::Kind::grid:
      return "\n" + grid_of(block.grid);
    case Block::Kind::drawing:
      return "\n" + plain(block.drawing.text) + "\n";
  }
  return "";
}

}  // namespace

std::string markdown(const Document& document, const ReportModel& model,
                     const RenderOptions& options) {
  std::string out = first_screen(document, model, options);
  for (const Block& block : document.blocks)
    out += block_of(block);
  return out + "\n---\n\n" + plain(document.foot) + "\n";
}

}  // namespace brunt::report

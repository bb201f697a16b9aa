#include <algorithm>
#include <string>
#include <vector>

#include "report/paper_sheet.h"

namespace brunt::report::paper {

namespace {

constexpr double row_gap = 5;
constexpr double column_gap = 9;

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

double paragraph(Sheet& sheet, const char* tag, std::string_view text, double x, double width,
                 const Style& style, double at) {
  if (text.empty()) return 0;
  const Tag tagged(sheet, tag);
  return sheet.text(text, x, at, width, style);
}

/// What stands beside the answer: three statements and the blind spots.
double side(Sheet& sheet, const Document& document, double x, double width, double at) {
  const double top = at;
  const Style label{8.3, false, "ink2", Align::left, 2};
  {
    const Tag list(sheet, "L");
    for (const auto& [name, value] : document.statements) {
      const Tag item(sheet, "LI");
      sheet.shape(value.tone, x + 88, at + 1.4, 7.6);
      const Style strong{8.3, true, colour_of(value.tone), Align::left, 2};
      const double high = std::max(sheet.text(name, x, at, 86, label),
                                   sheet.text(value.text, x + 100, at, width - 100, strong));
      at += high + 2.2;
    }
  }
  if (document.blind_spots.empty()) return at - top;
  at += 4;
  sheet.line(x, at, width, "line");
  at += 5;
  at += paragraph(sheet, "H2", document.blind_title, x, width, {7.8, true, "ink3", Align::left, 2},
                  at) +
        3;
  const Tag list(sheet, "L");
  for (const std::string& spot : document.blind_spots) {
    const Tag item(sheet, "LI");
    sheet.shape(Tone::none, x, at + 1.2, 7.6);
    at += sheet.text(spot, x + 12, at, width - 12, {8.3, false, "ink", Align::left, 5}) + 2.5;
  }
  return at - top;
}

double answer(Sheet& sheet, const Document& document, double width, double at) {
  const double x = sheet.left();
  const double top = at;
  const std::size_t long_title = length(document.question);
  const double size = long_title > 180 ? 8.5 : long_title > 90 ? 10 : 11.5;
  at += paragraph(sheet, "H1", document.question, x, width, {size, false, "ink2", Align::left, 12},
                  at) +
        5;
  sheet.shape(document.tone, x, at + 3, 17);
  at += paragraph(sheet, "P", document.answer, x + 24, width - 24,
                  {18.5, true, "ink", Align::left, 4}, at) +
        6;
  for (const std::string& sentence : document.lead) {
    at += paragraph(sheet, "P", sentence, x, width, {10.2, false, "ink", Align::left, 12}, at) + 3;
  }
  at += 3;
  std::string verdict = document.outcome_word;
  if (!document.confidence.empty()) verdict += "  \u00b7  confidence: " + document.confidence;
  at += paragraph(sheet, "P", verdict, x, width,
                  {8.8, true, colour_of(document.tone), Align::left, 2}, at);
  return at - top;
}

/// `style` made smaller, down to `least` points, until `text` stands on one line.
Style fitting(Sheet& sheet, std::string_view text, double width, Style style, double least) {
  while (style.size > least && sheet.width_of(text, style) > width)
    style.size -= 0.3;
  return style;
}

void key_figures(Sheet& sheet, const std::vector<KeyFigure>& figures) {
  if (figures.empty()) return;
  const double column = sheet.width() / static_cast<double>(figures.size());
  const double inner = column - 14;
  Style name{7.6, false, "ink2", Align::left, 2};  // all alike, so that the numbers stand in line
  for (const KeyFigure& figure : figures)
    name = fitting(sheet, figure.name, inner, name, 6);
  double tallest = 0;
  for (const bool measure : {true, false}) {
    if (!measure) {
      sheet.need(tallest + 10);
      sheet.line(sheet.left(), sheet.y, sheet.width(), "ink", 1.1);
    }
    double x = sheet.left();
    for (const KeyFigure& figure : figures) {
      const bool first = &figure == &figures.front();
      const double from = first ? x : x + 8;
      double at = sheet.y + 5;
      if (!measure && !first) sheet.upright(x, sheet.y + 1, tallest + 8, "line");
      if (!measure) sheet.open("P");
      at += sheet.text(figure.name, from, at, inner, name, measure);
      at += sheet.text(figure.number, from, at, inner,
                       fitting(sheet, figure.number, inner, {13.5, true, "ink", Align::left, 2}, 8),
                       measure);
      at +=
          sheet.text(figure.detail, from, at, inner, {7.4, false, "ink2", Align::left, 4}, measure);
      if (!measure) sheet.close("P");
      tallest = std::max(tallest, at - sheet.y);
      x += column;
    }
  }
  sheet.y += tallest + 9;
  sheet.line(sheet.left(), sheet.y, sheet.width(), "line");
  sheet.y += 10;
}

void first_screen(Sheet& sheet, const Document& document) {
  sheet.text("Brunt", sheet.left(), sheet.y, 80, {9.5, true, "ink", Align::left, 1});
  sheet.text(document.head, sheet.left() + 80, sheet.y + 0.6, sheet.width() - 80,
             {8.2, false, "ink2", Align::right, 1});
  sheet.y += 16;
  sheet.line(sheet.left(), sheet.y, sheet.width(), "line");
  sheet.y += 9;
  if (!document.attention.empty()) {
    sheet.line(sheet.left(), sheet.y, sheet.width(), "warn", 1.4);
    sheet.y += 5;
    sheet.y += paragraph(sheet, "P", document.attention, sheet.left(), sheet.width(),
                         {10, true, "warn", Align::left, 4}, sheet.y) +
               6;
  }
  const double aside = 176;
  const double gap = 22;
  const double main = answer(sheet, document, sheet.width() - aside - gap, sheet.y);
  const double other =
      side(sheet, document, sheet.left() + sheet.width() - aside, aside, sheet.y + 2);
  sheet.y += std::max(main, other) + 12;
  key_figures(sheet, document.figures);
}

/// A table, a page after the other, its heads on each.
class GridPainter {
 public:
  GridPainter(Sheet& sheet, const Grid& grid) : sheet_(sheet), grid_(grid) {
    double sum = 0;
    for (const double share : grid.widths)
      sum += share;
    for (const double share : grid.widths)
      widths_.push_back(sheet.width() * share / (sum > 0 ? sum : 1));
  }

  void paint() {
    if (!grid_.caption.empty()) {
      sheet_.need(50);
      sheet_.y += paragraph(sheet_, "P", grid_.caption, sheet_.left(), sheet_.width(),
                            {7.8, false, "ink3", Align::left, 2}, sheet_.y) +
                  3;
    }
    sheet_.need(head_height() + (grid_.rows.empty() ? 0 : row_height(grid_.rows[0])) + 4);
    sheet_.open("Table");
    heads();
    for (std::size_t i = 0; i < grid_.rows.size(); ++i) {
      const double tall = row_height(grid_.rows[i]);
      if (tall > sheet_.room()) {
        sheet_.close("Table");
        sheet_.need(sheet_.page_room());
        sheet_.open("Table");
        heads();
      }
      row(grid_.rows[i], tall, grid_.tinted[i]);
    }
    sheet_.close("Table");
    sheet_.y += 8;
  }

 private:
  Style head_style(std::size_t column) const {
    return {7.4, false, "ink3", grid_.numbers[column] ? Align::right : Align::left, 3};
  }
  Style cell_style(const Cell& cell, std::size_t column) const {
    return {8.1, column == 0 && cell.tone == Tone::plain, colour_of(cell.tone),
            grid_.numbers[column] ? Align::right : Align::left, 14};
  }
  double inner(std::size_t column) const {
    return widths_[column] - (column + 1 == widths_.size() ? 0 : column_gap);
  }

  double head_height() {
    double tallest = 0;
    for (std::size_t i = 0; i < widths_.size(); ++i)
      tallest = std::max(tallest, sheet_.text(grid_.heads[i], 0, 0, inner(i), head_style(i), true));
    return tallest + 4;
  }

  void heads() {
    const double tall = head_height();
    {
      const Tag row(sheet_, "TR");
      double x = sheet_.left();
      for (std::size_t i = 0; i < widths_.size(); ++i) {
        const Tag cell(sheet_, "TH");
        sheet_.text(grid_.heads[i], x, sheet_.y, inner(i), head_style(i));
        x += widths_[i];
      }
    }
    sheet_.y += tall;
    sheet_.line(sheet_.left(), sheet_.y - 1, sheet_.width(), "edge");
  }

  static double indent(const Cell& cell) { return cell.verdict ? 11 : 0; }

  double row_height(const std::vector<Cell>& cells) {
    double tallest = 0;
    for (std::size_t i = 0; i < widths_.size() && i < cells.size(); ++i) {
      tallest = std::max(tallest, sheet_.text(cells[i].text, 0, 0, inner(i) - indent(cells[i]),
                                              cell_style(cells[i], i), true));
    }
    return tallest + row_gap;
  }

  void row(const std::vector<Cell>& cells, double tall, bool tinted) {
    if (tinted) sheet_.fill(sheet_.left() - 4, sheet_.y, sheet_.width() + 8, tall, "impact");
    {
      const Tag row(sheet_, "TR");
      double x = sheet_.left();
      for (std::size_t i = 0; i < widths_.size() && i < cells.size(); ++i) {
        const Tag tagged(sheet_, i == 0 ? "TH" : "TD");
        const double shift = indent(cells[i]);
        if (shift > 0) sheet_.shape(cells[i].tone, x, sheet_.y + 3, 7.4);
        sheet_.text(cells[i].text, x + shift, sheet_.y + row_gap / 2, inner(i) - shift,
                    cell_style(cells[i], i));
        x += widths_[i];
      }
    }
    sheet_.y += tall;
    sheet_.line(sheet_.left(), sheet_.y, sheet_.width(), "line");
  }

  Sheet& sheet_;
  const Grid& grid_;
  std::vector<double> widths_;
};

/// A section's title stays with what follows.
void section(Sheet& sheet, const Block& block, double follows, int top) {
  sheet.need(40 + follows);
  sheet.y += 4;
  sheet.line(sheet.left(), sheet.y, sheet.width(), "line");
  sheet.y += 6;
  sheet.bookmark(top, block.text);
  sheet.y += paragraph(sheet, "H2", block.text, sheet.left(), sheet.width(),
                       {10.8, true, "ink", Align::left, 2}, sheet.y) +
             1;
  if (!block.finding.empty()) {
    sheet.y += paragraph(sheet, "P", block.finding, sheet.left(), sheet.width(),
                         {8.6, false, "ink2", Align::left, 6}, sheet.y);
  }
  sheet.y += 5;
}

void list(Sheet& sheet, const std::vector<std::string>& items) {
  const Style style{8.6, false, "ink", Align::left, 12};
  for (const std::string& item : items) {
    const double tall = sheet.text(item, 0, 0, sheet.width() - 14, style, true) + 4;
    sheet.need(tall);
    const Tag whole(sheet, "L");
    const Tag one(sheet, "LI");
    sheet.text("\u2013", sheet.left(), sheet.y, 12, {8.6, false, "ink3", Align::left, 1});
    sheet.text(item, sheet.left() + 14, sheet.y, sheet.width() - 14, style);
    sheet.y += tall;
  }
  sheet.y += 6;
}

void running_text(Sheet& sheet, const Block& block) {
  const bool title = block.kind == Block::Kind::subtitle;
  const bool quiet = block.kind == Block::Kind::quiet;
  const Style style{title ? 9.2 : 8.6, title, quiet ? "ink2" : "ink", Align::left, 30};
  sheet.need(sheet.text(block.text, 0, 0, sheet.width(), style, true) + (title ? 50 : 6));
  sheet.y += paragraph(sheet, title ? "H3" : "P", block.text, sheet.left(), sheet.width(), style,
                       sheet.y) +
             (title ? 3 : 6);
}

void block(Sheet& sheet, const Document& document, std::size_t index, int top) {
  const Block& each = document.blocks[index];
  switch (each.kind) {
    case Block::Kind::section: {
      const bool has_next = index + 1 < document.blocks.size();
      const Block* next = has_next ? &document.blocks[index + 1] : nullptr;
      const bool draws = next != nullptr && next->kind == Block::Kind::drawing;
      const double follows =
          draws ? std::min(sheet.page_room() - 60,
                           next->drawing.height * sheet.width() / next->drawing.width)
                : 36;
      section(sheet, each, follows, top);
      break;
    }
    case Block::Kind::drawing:
      sheet.y += sheet.drawing(each.drawing, sheet.width()) + 10;
      break;
    case Block::Kind::grid:
      GridPainter(sheet, each.grid).paint();
      break;
    case Block::Kind::list:
      list(sheet, each.items);
      break;
    case Block::Kind::subtitle:
    case Block::Kind::text:
    case Block::Kind::quiet:
      running_text(sheet, each);
      break;
  }
}

}  // namespace

void draw_document(Sheet& sheet, const Document& document) {
  const int top = sheet.bookmark(0, document.answer.empty() ? "Report" : document.answer);
  first_screen(sheet, document);
  for (std::size_t i = 0; i < document.blocks.size(); ++i)
    block(sheet, document, i, top);
  sheet.finish();
}

}  // namespace brunt::report::paper

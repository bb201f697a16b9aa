#include "report/pen.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"

namespace brunt::report {

namespace {

std::string title_of(std::string_view title) {
  return title.empty() ? "" : "<title>" + escape(title) + "</title>";
}

std::string_view anchor_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::middle:
      return R"( text-anchor="middle")";
    case Anchor::end:
      return R"( text-anchor="end")";
    case Anchor::start:
      break;
  }
  return "";
}

std::string spans(const std::vector<Run>& runs) {
  std::string out;
  for (const Run& run : runs) {
    const std::string text = escape(run.text);
    out += run.css.empty() ? text : fmt::format(R"(<tspan class="{}">{}</tspan>)", run.css, text);
  }
  return out;
}

}  // namespace

Pen::Pen(Width width, const TimeAxis& axis, double right)
    : width_(width), axis_(axis), right_(right) {}

double Pen::width_of(std::string_view text) const {
  return static_cast<double>(length(text)) * pick(7.0, 6.9, 6.6);
}

std::string Pen::id(std::string_view name) const {
  return fmt::format("{}{}", name, pick('w', 'm', 'n'));
}

std::string_view Pen::ground_of(std::string_view css, double x, double width, Anchor anchor) const {
  if (!css.starts_with("an")) return "";
  const double from = anchor == Anchor::start    ? x
                      : anchor == Anchor::middle ? x - width / 2
                                                 : x - width;
  for (const auto& [a, b] : tints_) {
    if (from + width * 0.4 > a && from + width * 0.6 < b) return " on";
  }
  return "";
}

void Pen::text(double x, double y, std::string_view text, std::string_view css, Anchor anchor) {
  raw(fmt::format(R"(<text class="{}{}" x="{}" y="{}"{}>{}</text>)", css,
                  ground_of(css, x, width_of(text), anchor), coordinate(x), coordinate(y),
                  anchor_of(anchor), escape(text)));
}

void Pen::label(WallTime at, double dx, double y, const std::vector<Run>& runs,
                std::string_view css, Anchor anchor) {
  double width = 0;
  for (const Run& run : runs)
    width += width_of(run.text);
  raw(fmt::format(R"svg(<text class="m {}{}" x="{}" transform="translate({} {})"{}>{}</text>)svg",
                  css, ground_of(css, x(at) + dx, width, anchor), coordinate(dx), coordinate(x(at)),
                  coordinate(y), anchor_of(anchor), spans(runs)));
}

bool Pen::label_beside(WallTime from, WallTime to, double y, const std::vector<Run>& runs,
                       std::string_view css) {
  double need = 8;
  for (const Run& run : runs)
    need += width_of(run.text);
  if (x(to) + need <= right_) {
    label(to, 7, y, runs, css, Anchor::start);
  } else if (x(from) - need >= left()) {
    label(from, -7, y, runs, css, Anchor::end);
  } else {
    return false;
  }
  return true;
}

void Pen::bar(WallTime from, WallTime to, double y, double height, std::string_view css,
              std::string_view title, std::string_view fill) {
  const double a = x(from);
  const double b = std::max(x(to), a + 0.8);
  raw(fmt::format(R"(<rect class="b {}" x="{}" y="{}" width="{}" height="{}"{}>{}</rect>)", css,
                  coordinate(a), coordinate(y), coordinate(b - a), coordinate(height),
                  fill.empty() ? "" : fmt::format(R"svg( fill="url(#{})")svg", fill),
                  title_of(title)));
}

void Pen::mark(WallTime at, double y, std::string_view symbol, std::string_view title) {
  raw(fmt::format(R"svg(<use class="m" href="#{}" transform="translate({} {})")svg", id(symbol),
                  coordinate(x(at)), coordinate(y)));
  raw(title.empty() ? "/>" : ">" + title_of(title) + "</use>");
}

void Pen::path(std::string_view d, std::string_view css) {
  raw(fmt::format(R"(<path class="s {}" d="{}"/>)", css, d));
}

void Pen::vertical(WallTime at, double from, double to, std::string_view css) {
  path(fmt::format("M{} {}V{}", coordinate(x(at)), coordinate(from), coordinate(to)), css);
}

void Pen::horizontal(double y, std::string_view css) {
  raw(fmt::format(R"(<path class="{}" d="M{} {}H{}"/>)", css, coordinate(left()), coordinate(y),
                  coordinate(right_)));
}

void Pen::dimension(WallTime from, WallTime to, double y, std::string_view css) {
  const std::string a = coordinate(x(from));
  const std::string b = coordinate(x(to));
  const std::string top = coordinate(y - 4);
  path(fmt::format("M{0} {2}v8M{1} {2}v8M{0} {3}H{1}", a, b, top, coordinate(y)),
       fmt::format("dim {}", css));
}

void Pen::open_lane(std::string_view lane) {
  raw(fmt::format(R"svg(<g clip-path="url(#{})")svg", id("clip")));
  if (!lane.empty()) raw(fmt::format(R"( data-lane="{}")", escape(lane)));
  raw(">");
}

}  // namespace brunt::report

#include "report/shapes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/escape.h"
#include "report/palette.h"

namespace brunt::report {

namespace {

std::string_view light_value(std::string_view token) {
  for (const Token& entry : palette) {
    if (entry.name == token) return entry.light;
  }
  return "#000";
}

}  // namespace

Shape shape_of(impact::Verdict verdict) {
  switch (verdict) {
    case impact::Verdict::refuted:
      return Shape::refuted;
    case impact::Verdict::held:
      return Shape::held;
    case impact::Verdict::inconclusive:
      return Shape::inconclusive;
    case impact::Verdict::not_measured:
      break;
  }
  return Shape::none;
}

Shape shape_of(std::optional<bool> met) {
  if (!met) return Shape::none;
  return *met ? Shape::held : Shape::refuted;
}

std::string_view word_of(impact::Verdict verdict) {
  switch (verdict) {
    case impact::Verdict::refuted:
      return "refuted";
    case impact::Verdict::held:
      return "held";
    case impact::Verdict::inconclusive:
      return "inconclusive";
    case impact::Verdict::not_measured:
      break;
  }
  return "not measured";
}

std::string_view colour_of(Shape shape) {
  switch (shape) {
    case Shape::held:
      return "good";
    case Shape::refuted:
      return "bad";
    case Shape::inconclusive:
      return "warn";
    case Shape::none:
      break;
  }
  return "none";
}

std::string_view glyph(Shape shape) {
  switch (shape) {
    case Shape::held:
      return R"svg(<circle cx="10" cy="10" r="9" fill="var(--good)"/>)svg"
             R"svg(<path d="M5.5 10.4l3.1 3.1 5.9-6.6" fill="none" stroke="var(--onmark)" stroke-width="2.4"/>)svg";
    case Shape::refuted:
      return R"svg(<path d="M1.5 1.5h17v17h-17z" fill="var(--bad)"/>)svg"
             R"svg(<path d="M6 6l8 8m0-8l-8 8" fill="none" stroke="var(--onmark)" stroke-width="2.4"/>)svg";
    case Shape::inconclusive:
      return R"svg(<path d="M10 1l9 9-9 9-9-9z" fill="none" stroke="var(--warn)" stroke-width="1.8"/>)svg"
             R"svg(<path d="M10 1v18l-9-9z" fill="var(--warn)"/>)svg";
    case Shape::none:
      break;
  }
  return R"svg(<circle cx="10" cy="10" r="8" fill="none" stroke="var(--none)" stroke-width="2.2" stroke-dasharray="3.4 2.9"/>)svg";
}

std::string picture(Shape shape, int size) {
  return fmt::format(
      R"(<svg class="sh" width="{0}" height="{0}" viewBox="0 0 20 20" aria-hidden="true">{1}</svg>)",
      size, glyph(shape));
}

std::string verdict(Shape shape, std::string_view text, int size) {
  return fmt::format(R"(<span class="v v-{}">{}{}</span>)", colour_of(shape), picture(shape, size),
                     escape(text));
}

std::string icon(Shape shape) {
  std::string drawing(glyph(shape));
  for (std::size_t at = drawing.find("var(--"); at != std::string::npos;
       at = drawing.find("var(--")) {
    const std::size_t end = drawing.find(')', at);
    const std::string token = drawing.substr(at + 6, end - at - 6);
    drawing.replace(at, end - at + 1, light_value(token));
  }
  return "data:image/svg+xml;base64," +
         base64(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">)" + drawing +
                "</svg>");
}

std::string_view logo() {
  return R"svg(<svg width="40" height="14" viewBox="0 0 40 14" aria-hidden="true"><g fill="var(--good)">)svg"
         R"(<circle cx="5" cy="7" r="3.6"/><circle cx="15" cy="7" r="3.6"/><circle cx="35" cy="7" r="3.6"/></g>)"
         R"svg(<path d="M21.5 3.5l7 7m0-7l-7 7" stroke="var(--bad)" stroke-width="2.4"/></svg>)svg";
}

}  // namespace brunt::report

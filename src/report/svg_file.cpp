#include "report/svg_file.h"

#include <cstdlib>

#include <fmt/format.h>

#include "report/assets.h"
#include "report/palette.h"
#include "report/timeline.h"

namespace brunt::report {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Colours as they are in the light theme; fonts that a viewer without ours has.
void settle_variables(std::string& svg) {
  for (const Token& token : palette)
    // Paper is white.
    replace_all(svg, fmt::format("var(--{})", token.name),
                token.name == "bg" ? "#ffffff" : token.light);
  replace_all(svg, "var(--sans)", "'Liberation Sans','Noto Sans','DejaVu Sans',sans-serif");
  replace_all(svg, "var(--mono)", "'DejaVu Sans Mono',monospace");
}

/// The patterns' `<defs>` without the element around them.
std::string_view bare_patterns() {
  const std::string_view all = patterns();
  const std::size_t from = all.find("<defs>");
  return all.substr(from, all.find("</svg>") - from);
}

double height_of(std::string_view svg) {
  const std::size_t at = svg.find("viewBox=\"0 0 ");
  if (at == std::string_view::npos) return 0;
  const std::string sizes(svg.substr(at + 13, 40));
  const std::size_t blank = sizes.find(' ');
  return std::strtod(sizes.c_str() + blank + 1, nullptr);
}

}  // namespace

std::string alone(std::string svg, double width, double height) {
  if (svg.empty()) return svg;
  const std::size_t body = svg.find('>') + 1;
  svg.insert(body, fmt::format("<style>{}</style>{}<rect width=\"{}\" height=\"{}\" "
                               "fill=\"var(--bg)\"/>",
                               drawing_style(), bare_patterns(), width, height));
  svg.insert(4, fmt::format(" xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\"",
                            width, height));
  settle_variables(svg);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg;
}

std::string timeline_svg(const impact::ReportModel& model, const Story& story) {
  return timeline_drawing(model, story).svg;
}

Drawing timeline_drawing(const impact::ReportModel& model, const Story& story) {
  std::string svg = timeline(model, story, Width::medium);
  replace_all(svg, "aria-label=\"The same timeline, drawn for this width.\"",
              "aria-label=\"Timeline of the run\"");
  const auto width = static_cast<double>(static_cast<int>(Width::medium));
  const double height = height_of(svg);
  return {alone(std::move(svg), width, height), described(model, story), width, height};
}

}  // namespace brunt::report

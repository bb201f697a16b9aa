#include "report/paper_sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>

#include "report/palette.h"

namespace brunt::report::paper {

namespace {

using Layout = std::unique_ptr<PangoLayout, Release<g_object_unref>>;

std::string_view light(std::string_view name) {
  const auto* at = std::find_if(palette.begin(), palette.end(),
                                [&](const Token& token) { return token.name == name; });
  return at == palette.end() ? "#000000" : at->light;
}

double channel(std::string_view colour, std::size_t at) {
  return static_cast<double>(std::strtol(std::string(colour.substr(at, 2)).c_str(), nullptr, 16)) /
         255;
}

/// What Pango takes: valid, without control characters.
std::string drawable(std::string_view text) {
  const std::unique_ptr<char, Release<g_free>> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string out(valid.get());
  for (char& c : out) {
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
    if (control) c = ' ';
  }
  return out;
}

Layout layout_of(cairo_t* cr, std::string_view text, double width, const Style& style) {
  Layout layout(pango_cairo_create_layout(cr));
  // Advances as the font has them: pages are printed at hundreds of dots, not hinted to a screen.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(pango_layout_get_context(layout.get()), options);
  cairo_font_options_destroy(options);
  pango_layout_context_changed(layout.get());
  PangoFontDescription* font =
      pango_font_description_from_string("Liberation Sans,Noto Sans,DejaVu Sans,sans-serif");
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  const std::string plain = drawable(text);
  pango_layout_set_text(layout.get(), plain.c_str(), static_cast<int>(plain.size()));
  if (width > 0) {
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout.get(), -style.most_lines);
  }
  pango_layout_set_line_spacing(layout.get(), 1.12F);
  if (style.align == Align::right) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
  return layout;
}

double height_of(PangoLayout* layout) {
  int height = 0;
  pango_layout_get_size(layout, nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

}  // namespace

PageSize size_of(Paper paper) {
  return paper == Paper::letter ? PageSize{612, 792} : PageSize{595.276, 841.89};
}

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::bad:
      return "bad";
    case Tone::warn:
      return "warn";
    case Tone::none:
      return "none";
    case Tone::quiet:
      return "ink3";
    case Tone::plain:
      break;
  }
  return "ink";
}

Sheet::Sheet(cairo_surface_t* surface, Paper paper, std::string foot)
    : surface_(surface), cr_(cairo_create(surface)), foot_(std::move(foot)) {
  const PageSize size = size_of(paper);
  width_ = size.width;
  height_ = size.height;
  bottom_ = height_ - 44;
  y = top_;
}

Sheet::~Sheet() {
  cairo_destroy(cr_);
}

void Sheet::draw_foot() {
  const Style style{7.4, false, "ink3", Align::left, 1};
  text(foot_, margin_, height_ - 32, width() - 60, style);
  Style right = style;
  right.align = Align::right;
  text(fmt::format("{}", page_), width_ - margin_ - 50, height_ - 32, 50, right);
}

bool Sheet::need(double height) {
  if (y + height <= bottom_ || y <= top_ + 1) return false;
  draw_foot();
  cairo_show_page(cr_);
  ++page_;
  y = top_;
  return true;
}

void Sheet::finish() {
  draw_foot();
  cairo_show_page(cr_);
}

void Sheet::colour(std::string_view name) {
  const std::string_view rgb = light(name);
  cairo_set_source_rgb(cr_, channel(rgb, 1), channel(rgb, 3), channel(rgb, 5));
}

double Sheet::text(std::string_view text, double x, double at, double width, const Style& style,
                   bool measure) {
  if (text.empty()) return 0;
  const Layout layout = layout_of(cr_, text, width, style);
  if (!measure) {
    colour(style.colour);
    cairo_move_to(cr_, x, at);
    pango_cairo_show_layout(cr_, layout.get());
  }
  return height_of(layout.get());
}

double Sheet::width_of(std::string_view text, const Style& style) {
  const Layout layout = layout_of(cr_, text, 0, style);
  int width = 0;
  pango_layout_get_size(layout.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

void Sheet::line(double x, double at, double length, std::string_view name, double thick) {
  colour(name);
  cairo_set_line_width(cr_, thick);
  cairo_move_to(cr_, x, at);
  cairo_rel_line_to(cr_, length, 0);
  cairo_stroke(cr_);
}

void Sheet::upright(double x, double at, double length, std::string_view name) {
  colour(name);
  cairo_set_line_width(cr_, 0.6);
  cairo_move_to(cr_, x, at);
  cairo_rel_line_to(cr_, 0, length);
  cairo_stroke(cr_);
}

void Sheet::fill(double x, double at, double width, double height, std::string_view name) {
  colour(name);
  cairo_rectangle(cr_, x, at, width, height);
  cairo_fill(cr_);
}

void Sheet::shape(Tone tone, double x, double at, double size) {
  const bool has_shape = tone != Tone::plain && tone != Tone::quiet;
  if (!has_shape) return;
  cairo_save(cr_);
  cairo_translate(cr_, x, at);
  cairo_scale(cr_, size / 20, size / 20);
  cairo_new_path(cr_);
  cairo_set_line_width(cr_, 2.4);
  colour(colour_of(tone));
  if (tone == Tone::bad) {
    cairo_rectangle(cr_, 1, 1, 18, 18);
    cairo_fill(cr_);
    colour("onmark");
    for (const double from : {5.5, 14.5}) {
      cairo_move_to(cr_, from, 5.5);
      cairo_line_to(cr_, 20 - from, 14.5);
    }
  } else if (tone == Tone::good) {
    cairo_arc(cr_, 10, 10, 9, 0, 2 * std::acos(-1.0));
    cairo_fill(cr_);
    colour("onmark");
    cairo_move_to(cr_, 5.5, 10.4);
    cairo_line_to(cr_, 8.7, 13.6);
    cairo_line_to(cr_, 14.6, 6.8);
  } else if (tone == Tone::warn) {
    cairo_move_to(cr_, 10, 1);
    cairo_line_to(cr_, 10, 19);
    cairo_line_to(cr_, 1, 10);
    cairo_close_path(cr_);
    cairo_fill(cr_);
    cairo_move_to(cr_, 10, 1.5);
    cairo_line_to(cr_, 18.5, 10);
    cairo_line_to(cr_, 10, 18.5);
    cairo_line_to(cr_, 1.5, 10);
    cairo_close_path(cr_);
  } else {
    const double dashes[] = {3.6, 2.8};
    cairo_set_dash(cr_, dashes, 2, 0);
    cairo_arc(cr_, 10, 10, 8, 0, 2 * std::acos(-1.0));
  }
  cairo_stroke(cr_);
  cairo_restore(cr_);
}

double Sheet::drawing(const Drawing& drawing, double width) {
  GError* error = nullptr;
  const std::unique_ptr<RsvgHandle, Release<g_object_unref>> handle(rsvg_handle_new_from_data(
      reinterpret_cast<const guint8*>(drawing.svg.data()), drawing.svg.size(), &error));
  if (!handle) {
    const std::string why = error != nullptr ? error->message : "unreadable drawing";
    g_clear_error(&error);
    throw std::runtime_error(why);
  }
  // A drawing taller than a page is made to fit.
  const double scale = std::min(width / drawing.width, page_room() / drawing.height);
  const RsvgRectangle box{left(), y, drawing.width * scale, drawing.height * scale};
  open("Figure");
  const bool drawn = rsvg_handle_render_document(handle.get(), cr_, &box, &error) != 0;
  close("Figure");
  if (!drawn) {
    const std::string why = error != nullptr ? error->message : "the drawing failed";
    g_clear_error(&error);
    throw std::runtime_error(why);
  }
  return box.height;
}

int Sheet::bookmark(int parent, const std::string& title) {
  const std::string where = fmt::format("page={} pos=[{:.1f} {:.1f}]", page_, margin_, y);
  return cairo_pdf_surface_add_outline(surface_, parent, drawable(title).c_str(), where.c_str(),
                                       CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

}  // namespace brunt::report::paper

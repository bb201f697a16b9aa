#pragma once

#include <string>
#include <string_view>

#include <cairo/cairo.h>

#include "report/document.h"
#include "report/formats.h"

namespace brunt::report::paper {

enum class Align { left, right };

/// How a piece of text looks: points, weight, the palette's colour, at most so many lines.
struct Style {
  double size = 9;
  bool bold = false;
  std::string_view colour = "ink";
  Align align = Align::left;
  int most_lines = 60;
};

/// Points.
struct PageSize {
  double width, height;
};

PageSize size_of(Paper paper);

/// Gives back what a library of C made.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};

/// The palette's colour of a tone.
std::string_view colour_of(Tone tone);

/// Pages of a PDF that is being written: a cursor that moves down, a new page when there is no
/// room. Lengths are points.
class Sheet {
 public:
  Sheet(cairo_surface_t* surface, Paper paper, std::string foot);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  double left() const { return margin_; }
  double width() const { return width_ - 2 * margin_; }
  double y = 0;  ///< where the next thing goes

  /// Starts a page unless `height` more fits on this one. True: a new page.
  bool need(double height);
  double room() const { return bottom_ - y; }
  double page_room() const { return bottom_ - top_; }
  void finish();

  /// Draws `text` in `width` from (x, at); returns its height. Draws nothing when `measure`.
  double text(std::string_view text, double x, double at, double width, const Style& style,
              bool measure = false);
  /// Width of `text` on one line.
  double width_of(std::string_view text, const Style& style);
  void line(double x, double at, double length, std::string_view colour, double thick = 0.6);
  void upright(double x, double at, double length, std::string_view colour);
  void fill(double x, double at, double width, double height, std::string_view colour);
  /// The silhouette of a tone, `size` square.
  void shape(Tone tone, double x, double at, double size);
  /// Draws a stand-alone SVG `width` wide with its text as alternative; returns its height.
  double drawing(const Drawing& drawing, double width);

  void open(const char* tag) { cairo_tag_begin(cr_, tag, nullptr); }
  void close(const char* tag) { cairo_tag_end(cr_, tag); }
  /// An entry of the outline that leads here; returns its id. `parent` 0 is the top.
  int bookmark(int parent, const std::string& title);

 private:
  void colour(std::string_view name);
  void draw_foot();

  cairo_surface_t* surface_;
  cairo_t* cr_;
  double width_ = 0, height_ = 0, margin_ = 34, top_ = 34, bottom_ = 0;
  int page_ = 1;
  std::string foot_;
};

/// Opens a tag as long as it lives.
class Tag {
 public:
  Tag(Sheet& sheet, const char* tag) : sheet_(sheet), tag_(tag) { sheet_.open(tag_); }
  ~Tag() { sheet_.close(tag_); }
  Tag(const Tag&) = delete;
  Tag& operator=(const Tag&) = delete;

 private:
  Sheet& sheet_;
  const char* tag_;
};

/// All pages: the answer, then the blocks.
void draw_document(Sheet& sheet, const Document& document);

/// Adds what Cairo cannot: language, the drawings' text, the document's element around all others,
/// the enclosures as embedded files. Throws std::exception when `pdf` is none.
std::string finished(const std::string& pdf, const Document& document);

}  // namespace brunt::report::paper

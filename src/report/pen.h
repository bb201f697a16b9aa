#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "report/scale.h"

namespace brunt::report {

/// The three drawings of one function, by the width in units they are made for.
enum class Width { wide = 1200, medium = 720, narrow = 344 };

/// A piece of a label: plain text and the class of its colour ("bad", "b", ...).
struct Run {
  std::string text;
  std::string_view css;
};

enum class Anchor { start, middle, end };

/// Collects the SVG of one drawing. What stands at an instant is one of three kinds, which the
/// script moves when it zooms: a placed mark (class m, a translate), a bar (class b, x and width),
/// a stretched path (class s, a matrix). Texts and titles are plain: the pen escapes them.
class Pen {
 public:
  Pen(Width width, const TimeAxis& axis, double right);

  bool wide() const { return width_ == Width::wide; }
  bool narrow() const { return width_ == Width::narrow; }
  /// The value for this drawing.
  template <class T>
  T pick(T for_wide, T for_medium, T for_narrow) const {
    return wide() ? for_wide : narrow() ? for_narrow : for_medium;
  }
  double total() const { return static_cast<double>(static_cast<int>(width_)); }
  double left() const { return axis_.left; }
  double right() const { return right_; }  ///< where the axis ends
  double x(WallTime at) const { return axis_.x(at); }
  double units(double seconds) const { return axis_.units(seconds); }
  const TimeAxis& axis() const { return axis_; }
  /// Text that stands on this tint later gets its ground as halo.
  void tint(WallTime from, WallTime to) { tints_.emplace_back(x(from), x(to)); }
  /// Units that `text` takes, a cautious guess: no fonts are measured here.
  double width_of(std::string_view text) const;
  /// Ids are unique among the drawings of a page.
  std::string id(std::string_view name) const;

  void raw(std::string_view svg) { out_ += svg; }
  /// Text that stays where it is.
  void text(double x, double y, std::string_view text, std::string_view css,
            Anchor anchor = Anchor::start);
  /// Text that moves with an instant, `dx` units beside it.
  void label(WallTime at, double dx, double y, const std::vector<Run>& runs, std::string_view css,
             Anchor anchor = Anchor::start);
  /// After `to` when it fits, else before `from`, else left out. False: left out.
  bool label_beside(WallTime from, WallTime to, double y, const std::vector<Run>& runs,
                    std::string_view css);
  void bar(WallTime from, WallTime to, double y, double height, std::string_view css,
           std::string_view title = "", std::string_view fill = "");
  void mark(WallTime at, double y, std::string_view symbol, std::string_view title);
  void path(std::string_view d, std::string_view css);
  void vertical(WallTime at, double from, double to, std::string_view css);
  void horizontal(double y, std::string_view css);
  /// A dimension line with ticks at both ends.
  void dimension(WallTime from, WallTime to, double y, std::string_view css);
  /// Opens a group that is cut at the axis' ends; `lane` names it for the readout, "" for none.
  void open_lane(std::string_view lane);
  void close() { out_ += "</g>"; }

  std::string take() { return std::move(out_); }

 private:
  std::string_view ground_of(std::string_view css, double x, double width, Anchor anchor) const;

  Width width_;
  TimeAxis axis_;
  double right_;
  std::vector<std::pair<double, double>> tints_;
  std::string out_;
};

}  // namespace brunt::report

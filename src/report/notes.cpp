#include "report/notes.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"

namespace brunt::report {

using impact::Detector;
using impact::ImpactWindow;
using impact::ReportModel;

namespace {

constexpr std::size_t most_detectors = 3;

/// The detectors that spoke, earliest first, at most three.
std::vector<Detector> spoken(const ReportModel& model) {
  std::vector<Detector> found;
  for (const Detector& detector : model.detectors) {
    if (detector.at) found.push_back(detector);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Detector& a, const Detector& b) { return *a.at < *b.at; });
  if (found.size() > most_detectors) found.resize(most_detectors);
  return found;
}

/// The three longest windows get a label.
std::set<std::size_t> labelled(const std::vector<ImpactWindow>& windows) {
  std::vector<std::size_t> order(windows.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return windows[a].seconds > windows[b].seconds;
  });
  if (order.size() > 3) order.resize(3);
  return {order.begin(), order.end()};
}

/// Which parts of a row have text on them already.
class Places {
 public:
  /// Takes [from, to] when nothing stands there and it lies within [low, high].
  bool take(double from, double to, double low, double high) {
    if (from < low || to > high) return false;
    for (const auto& [a, b] : taken_) {
      if (from < b && to > a) return false;
    }
    taken_.emplace_back(from, to);
    return true;
  }

 private:
  std::vector<std::pair<double, double>> taken_;
};

double width_of(const Pen& pen, const std::vector<Run>& runs) {
  double width = 8;
  for (const Run& run : runs)
    width += pen.width_of(run.text);
  return width;
}

/// After the end of the dimension line, else before it, else in its middle with the line cut.
bool place_label(Pen& pen, Places& places, const ImpactWindow& window, double y,
                 const std::vector<Run>& runs) {
  const double width = width_of(pen, runs);
  const double from = pen.x(window.start);
  const double to = pen.x(window.end);
  if (places.take(to + 3, to + width, pen.left(), pen.right())) {
    pen.label(window.end, 7, y + 4, runs, "an b");
  } else if (places.take(from - width, from - 3, pen.left(), pen.right())) {
    pen.label(window.start, -7, y + 4, runs, "an b", Anchor::end);
  } else if (width + 30 < to - from) {
    const WallTime middle = later(window.start, between(window.start, window.end) / 2);
    pen.raw(fmt::format(
        R"svg(<g class="m" transform="translate({} {})"><rect x="{}" y="-7" width="{}" height="14" fill="var(--impact)"/></g>)svg",
        coordinate(pen.x(middle)), coordinate(y), coordinate(-width / 2), coordinate(width)));
    pen.label(middle, 0, y + 4, runs, "an b", Anchor::middle);
  } else {
    return false;
  }
  return true;
}

void draw_window(Pen& pen, Places& places, const ReportModel& model, std::size_t index, double y) {
  const ImpactWindow& window = model.windows[index];
  pen.dimension(window.start, window.end, y, "d-bad");
  if (pen.x(window.end) - pen.x(window.start) < 4) {  // too thin to see: a flag above it
    pen.raw(fmt::format(
        R"svg(<path class="m flag" d="M0 0l7 3.5l-7 3.5z" transform="translate({} {})"/>)svg",
        coordinate(pen.x(window.start)), coordinate(y - 8)));
  }
  if (!labelled(model.windows).contains(index)) return;
  const std::string length = duration(window.seconds);
  const std::string counts = fmt::format("{} of {}", window.inside.failed, window.inside.total);
  std::vector<Run> full{
      {fmt::format("{}, {} {}", length, counts, pen.wide() ? "requests failed" : "failed"), "bad"}};
  std::vector<Run> brief{{fmt::format("{}, {}", length, counts), "bad"}};
  if (window.open) {
    full.push_back({pen.wide() ? ". Not over when the run stopped looking" : ", not over", ""});
    brief.push_back({", not over", ""});
  } else if (!pen.narrow() && model.windows.size() == 1) {
    full.push_back({(pen.wide() ? ". Service back " : ". Back ") + clock(window.end), ""});
  }
  for (const auto& label : {full, brief, std::vector<Run>{{length, "bad"}}}) {
    if (place_label(pen, places, window, y, label)) return;
  }
}

void draw_detector(Pen& pen, const ReportModel& model, const Detector& detector, double y,
                   double bottom) {
  if (!detector.at) return;
  const WallTime at = *detector.at;
  const WallTime from = model.windows.empty() ? at : model.windows.front().start;
  const WallTime low = std::min(from, at);
  const WallTime high = std::max(from, at);
  pen.vertical(at, y, bottom, "det");
  pen.dimension(low, high, y, "d-ink");
  std::string said = detector.after_seconds ? duration(*detector.after_seconds) : clock(at);
  const std::string brief = said + (pen.narrow() ? ": " + detector.name : "");
  if (pen.narrow()) {
    said = brief;
  } else if (!detector.note.empty()) {
    said = (pen.wide() && detector.after_seconds ? "noticed after " : "") + said + ", " +
           detector.note;
  }
  if (pen.label_beside(low, high, y + 4, {{said, ""}}, "an")) return;
  pen.label_beside(low, high, y + 4, {{brief, ""}}, "an");
}

/// `name` on at most two lines of `most` characters, broken after a hyphen or a blank; nothing when
/// it cannot be done.
std::vector<std::string> in_two_lines(std::string_view name, std::size_t most) {
  if (length(name) <= most) return {std::string(name)};
  for (std::size_t at = name.size() - 1; at > 0; --at) {
    const bool breaks = name[at] == '-' || name[at] == '_' || name[at] == ' ' || name[at] == '.';
    if (!breaks || length(name.substr(0, at + 1)) > most) continue;
    if (length(name.substr(at + 1)) > most) return {};
    return {std::string(name.substr(0, at + 1)), std::string(name.substr(at + 1))};
  }
  return {};
}

void draw_fault(Pen& pen, Places& places, const impact::Fault& fault, double y) {
  const double room = pen.x(fault.start) - pen.left() - 14;
  const auto most = static_cast<std::size_t>(std::max(0.0, room / pen.width_of("m")));
  std::vector<std::string> lines;
  if (!pen.narrow()) lines = in_two_lines(fault.name, most);
  if (lines.empty()) lines = in_two_lines("fault", most);
  if (lines.empty()) return;
  double width = 0;
  for (const std::string& line : lines)
    width = std::max(width, pen.width_of(line));
  if (!places.take(pen.x(fault.start) - 7 - width, pen.x(fault.start), pen.left(), pen.right()))
    return;
  for (const std::string& line : lines) {
    pen.label(fault.start, -7, y, {{line, ""}}, "an b", Anchor::end);
    y += 14;
  }
  std::string when = clock(fault.start);
  if (fault.precision_seconds > 0) {
    when +=
        " \u00b1" + (fault.precision_seconds == 1 ? "1\u202fs" : duration(fault.precision_seconds));
  }
  if (!pen.narrow() && length(when) <= most)
    pen.label(fault.start, -7, y, {{when, ""}}, "an", Anchor::end);
}

}  // namespace

Notes notes_of(const ReportModel& model, const Story& story, const Pen& pen) {
  (void)story;
  const std::vector<Detector> detectors = spoken(model);
  const double row = pen.pick(21.0, 21.0, 18.0);
  const bool room_for_fault = !model.faults.empty() && !pen.narrow();
  const std::size_t rows = std::max<std::size_t>(1 + detectors.size(), room_for_fault ? 2 : 1);
  Notes notes;
  notes.height = 4 + row * static_cast<double>(rows);
  notes.draw = [&model, detectors, row](Pen& on, double top, double bottom) {
    if (!on.narrow()) on.text(0, top + 14, "Impact", "ln");
    double y = top + 10 + row;
    for (const Detector& detector : detectors) {
      if (!on.narrow()) on.text(0, y + 4, shortened(detector.name, 22), "ls");
      y += row;
    }
    on.open_lane("");
    if (model.windows.empty()) {
      const WallTime at = model.faults.empty()
                              ? on.axis().origin
                              : model.faults.back().end.value_or(model.faults.back().start);
      on.label(at, 8, top + 14, {{model.requests.empty() ? "not measured" : "none seen", ""}},
               "an q");
    }
    Places places;
    for (const impact::Fault& fault : model.faults)
      draw_fault(on, places, fault, top + 14);
    for (std::size_t i = 0; i < model.windows.size(); ++i) {
      places.take(on.x(model.windows[i].start), on.x(model.windows[i].end), 0, on.total());
    }
    for (std::size_t i = 0; i < model.windows.size(); ++i)
      draw_window(on, places, model, i, top + 10);
    y = top + 10 + row;
    for (const Detector& detector : detectors) {
      draw_detector(on, model, detector, y, bottom);
      y += row;
    }
    on.close();
  };
  return notes;
}

}  // namespace brunt::report

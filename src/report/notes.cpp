#include "report/notes.h"

#include <algorithm>
#include <set>
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

void draw_window(Pen& pen, const ReportModel& model, std::size_t index, double y) {
  const ImpactWindow& window = model.windows[index];
  pen.dimension(window.start, window.end, y, "d-bad");
  if (pen.x(window.end) - pen.x(window.start) < 4) {  // too thin to see: a flag above it
    const std::string x = coordinate(pen.x(window.start));
    pen.raw(fmt::format(
        R"svg(<path class="m flag" d="M0 0l7 3.5l-7 3.5z" transform="translate({} {})"/>)svg", x,
        coordinate(y - 8)));
  }
  if (!labelled(model.windows).contains(index)) return;
  const std::string length = duration(window.seconds);
  std::string what = fmt::format("{}, {} of {} {}", length, window.inside.failed,
                                 window.inside.total, pen.wide() ? "requests failed" : "failed");
  std::vector<Run> runs{{what, "bad"}};
  if (window.open) {
    runs.push_back({pen.wide() ? ". Not over when the run stopped looking" : ", not over", ""});
  } else if (!pen.narrow() && model.windows.size() == 1) {
    runs.push_back({(pen.wide() ? ". Service back " : ". Back ") + clock(window.end), ""});
  }
  const std::vector<Run> brief{{length + (window.open ? ", not over" : ""), "bad"}};
  for (const auto& label : {runs, brief}) {
    if (pen.label_beside(window.start, window.end, y + 4, label, "an b")) return;
  }
}

void draw_detector(Pen& pen, const ReportModel& model, const Detector& detector, double y,
                   double bottom) {
  const WallTime from = model.windows.empty() ? *detector.at : model.windows.front().start;
  const WallTime low = std::min(from, *detector.at);
  const WallTime high = std::max(from, *detector.at);
  pen.vertical(*detector.at, y, bottom, "det");
  pen.dimension(low, high, y, "d-ink");
  std::string said =
      detector.after_seconds ? duration(*detector.after_seconds) : clock(*detector.at);
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

void draw_fault(Pen& pen, const impact::Fault& fault, double y) {
  const double room = pen.x(fault.start) - pen.left() - 14;
  const auto most = static_cast<std::size_t>(std::max(0.0, room / pen.width_of("m")));
  std::vector<std::string> lines;
  if (!pen.narrow()) lines = in_two_lines(fault.name, most);
  if (lines.empty()) lines = in_two_lines("fault", most);
  if (lines.empty()) return;
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
  const std::size_t rows = std::max<std::size_t>(1 + detectors.size(), room_for_fault ? 3 : 1);
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
    for (std::size_t i = 0; i < model.windows.size(); ++i)
      draw_window(on, model, i, top + 10);
    y = top + 10 + row;
    for (const Detector& detector : detectors) {
      draw_detector(on, model, detector, y, bottom);
      y += row;
    }
    for (const impact::Fault& fault : model.faults)
      draw_fault(on, fault, top + 14);
    on.close();
  };
  return notes;
}

}  // namespace brunt::report

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

namespace {

constexpr double bar_height = 15;
constexpr double row = 21;
constexpr std::size_t most_background = 4;

/// Where the bar of an activity begins; absent: it is not drawn.
std::optional<WallTime> drawn_from(const ActivityBar& activity) {
  const bool shown = activity.phase == "method" || activity.phase == "rollbacks";
  return shown ? activity.start : std::nullopt;
}

std::vector<const ActivityBar*> in_background(const ReportModel& model) {
  std::vector<const ActivityBar*> found;
  for (const ActivityBar& activity : model.activities) {
    const bool drawn = activity.background && drawn_from(activity).has_value();
    if (drawn && found.size() < most_background) found.push_back(&activity);
  }
  return found;
}

std::string span_title(const ActivityBar& activity, WallTime start, WallTime end) {
  std::string title = fmt::format("{}  {} {}", clock(start), activity.type, activity.name);
  if (end > start) title += ", until " + clock(end);
  if (activity.background) title += ", in background";
  return title + (activity.status.empty() ? "" : ": " + activity.status);
}

void centred(Pen& pen, WallTime from, WallTime to, double y, const std::string& text,
             std::string_view css) {
  if (pen.width_of(text) + 6 > pen.x(to) - pen.x(from)) return;
  pen.label(later(from, between(from, to) / 2), 0, y + 11.5, {{text, ""}}, css, Anchor::middle);
}

void draw_torn(Pen& pen, const ReportModel& model, const Story& story, double y) {
  const double x = pen.x(story.to);
  pen.path(fmt::format("M{} {}l3 4l-6 4l6 4l-6 4l3 4", coordinate(x), coordinate(y - 2)), "torn");
  const std::string said = (model.status.empty() ? "ends" : model.status) + " " + clock(story.to);
  pen.label(story.to, -10, y + 32, {{said, ""}}, "an b", Anchor::end);
}

void draw_phases(Pen& pen, const ReportModel& model, const Story& story, double y) {
  for (const Phase& phase : story.phases) {
    pen.bar(phase.from, phase.to, y, bar_height, "ph",
            pen.wide() ? fmt::format("{}  phase {}, until {}", clock(phase.from), phase.name,
                                     clock(phase.to))
                       : "");
    const bool fits = pen.width_of(phase.name) + 8 < pen.x(phase.to) - pen.x(phase.from);
    if (fits) {
      centred(pen, phase.from, phase.to, y, phase.name, "ph-t");
    } else if (phase.name == "before" && pen.x(phase.from) - pen.left() > pen.width_of("before")) {
      pen.label(phase.from, -4, y + 11.5, {{"before", ""}}, "an", Anchor::end);
    } else if (&phase == &story.phases.back() &&
               pen.x(phase.to) + pen.width_of(phase.name) < pen.total()) {
      pen.label(phase.to, 4, y + 11.5, {{phase.name, ""}}, "an");
    }
  }
  if (story.torn) draw_torn(pen, model, story, y);
}

void draw_pause(Pen& pen, WallTime from, double length, double y) {
  if (length <= 0) return;
  const WallTime to = later(from, length);
  pen.bar(from, to, y, bar_height, "pause",
          pen.wide() ? fmt::format("{}  pause of {}", clock(from), exact(length)) : "");
  const std::string text = exact(length);
  const std::string full = "pause " + text;
  const bool room = pen.width_of(full) + 6 < pen.x(to) - pen.x(from);
  centred(pen, from, to, y, room ? full : text, "pa-t");
}

void draw_foreground(Pen& pen, const ReportModel& model, const Story& story, double y) {
  WallTime free = story.from;
  for (const ActivityBar& activity : model.activities) {
    const auto start = drawn_from(activity);
    if (!start || activity.background) continue;
    const WallTime end = activity.end.value_or(story.to);
    draw_pause(pen, later(*start, -activity.pause_before), activity.pause_before, y);
    if (activity.end) draw_pause(pen, end, activity.pause_after, y);
    const bool failed = activity.status == "failed";
    pen.bar(*start, end, y, bar_height, failed ? "act failed" : "act",
            pen.wide() ? span_title(activity, *start, end) : "");
    if (activity.phase == "method") free = std::max(free, later(end, activity.pause_after));
  }
  const Phase* method = story.phase("method");
  if (method == nullptr || between(free, method->to) < story.span / 50 || free <= method->from)
    return;
  pen.bar(free, method->to, y, bar_height, "pause",
          pen.wide() ? clock(free) + "  waits for the background" : "");
  centred(pen, free, method->to, y, pen.narrow() ? "waits" : "waits for the load", "pa-t");
}

void draw_background(Pen& pen, const ActivityBar& activity, const Story& story, double y) {
  const auto start = drawn_from(activity);
  if (!start) return;
  const WallTime end = activity.end.value_or(story.to);
  pen.bar(*start, end, y, bar_height, "load", pen.wide() ? span_title(activity, *start, end) : "",
          "soft");
  const double room = pen.x(end) - pen.x(*start) - 20;
  std::string text = activity.name + (pen.narrow() ? "" : ", in background");
  if (pen.width_of(text) > room) text = activity.name;
  if (pen.width_of(text) > room) return;
  const double half = pen.width_of(text) / 2 + 5;
  const WallTime middle = later(*start, between(*start, end) / 2);
  pen.raw(fmt::format(
      R"svg(<g class="m" transform="translate({} {})"><rect x="{}" y="1" width="{}" height="13" fill="var(--bg)"/></g>)svg",
      coordinate(pen.x(middle)), coordinate(y), coordinate(-half), coordinate(2 * half)));
  centred(pen, *start, end, y, text, "pa-t");
}

}  // namespace

Lane run_lane(const ReportModel& model, const Story& story, const Pen& pen) {
  (void)pen;
  const std::vector<const ActivityBar*> background = in_background(model);
  const bool foreground = std::any_of(
      model.activities.begin(), model.activities.end(),
      [](const ActivityBar& each) { return !each.background && drawn_from(each).has_value(); });
  const std::size_t rows = 1 + background.size() + (foreground ? 1 : 0);
  Lane lane{"Run", "phases, activities", row * static_cast<double>(rows) - 1, {}};
  lane.draw = [&model, &story, background, foreground](Pen& on, double top) {
    on.open_lane("run");
    draw_phases(on, model, story, top);
    double y = top + row;
    if (foreground) {
      draw_foreground(on, model, story, y);
      y += row;
    }
    for (const ActivityBar* activity : background) {
      draw_background(on, *activity, story, y);
      y += row;
    }
    on.close();
  };
  return lane;
}

}  // namespace brunt::report

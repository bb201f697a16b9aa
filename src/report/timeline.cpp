#include "report/timeline.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/notes.h"
#include "report/numbers.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

constexpr double axis_height = 24;

Pen pen_for(const Story& story, Width width) {
  const bool narrow = width == Width::narrow;
  const double left = width == Width::wide ? 150 : narrow ? 0 : 140;
  const double margin = width == Width::wide ? 8 : narrow ? 0 : 6;
  const double right = static_cast<double>(static_cast<int>(width)) - margin;
  return Pen(width, TimeAxis{story.origin, story.span, left, right - left}, right);
}

std::vector<Lane> lanes_of(const ReportModel& model, const Story& story, const Pen& pen) {
  std::vector<Lane> lanes;
  lanes.push_back(run_lane(model, story, pen));
  lanes.push_back(request_lane(model, story, pen));
  if (!model.requests.empty()) lanes.push_back(ratio_lane(model, story, pen));
  for (std::size_t i = 0; i < model.metrics.size() && i < most_metric_lanes; ++i) {
    lanes.push_back(metric_lane(model.metrics[i], story, pen));
  }
  for (std::size_t i = 0; i < model.logs.size() && i < most_log_lanes; ++i) {
    lanes.push_back(log_lane(model.logs[i], story, pen));
  }
  lanes.push_back(check_lane(model, story, pen));
  return lanes;
}

/// Symbols of the marks, in the size of this drawing.
void define_symbols(Pen& pen, std::size_t marks, double height) {
  const double reach = pen.wide() ? 0 : 34;
  const double radius = marks > 2000 ? 1.1 : marks > 700 ? 1.6 : pen.pick(2.3, 1.7, 1.15);
  const double reach_of_cross = marks > 2000 ? 2.0 : pen.pick(2.9, 2.2, 1.7);
  const std::string arm = coordinate(reach_of_cross);
  const std::string across = coordinate(2 * reach_of_cross);
  pen.raw(fmt::format(
      R"(<defs><clipPath id="{}"><rect x="{}" y="0" width="{}" height="{}"/></clipPath>)",
      pen.id("clip"), coordinate(pen.left() - reach), coordinate(pen.right() - pen.left() + reach),
      coordinate(height)));
  pen.raw(
      fmt::format(R"svg(<circle id="{}" r="{}" fill="var(--good)"/>)svg", pen.id("ok"), radius));
  pen.raw(fmt::format(
      R"svg(<path id="{0}" d="M-{1} -{1}l{2} {2}m0 -{2}l-{2} {2}" stroke="var(--bad)" stroke-width="{3}" fill="none"/>)svg",
      pen.id("no"), arm, across, pen.pick(1.7, 1.3, 1.2)));
  pen.raw(fmt::format(R"svg(<path id="{}" d="M0 -6V6" stroke="var(--good)" stroke-width="{}"/>)svg",
                      pen.id("line"), pen.pick(1.4, 1.0, 1.0)));
  pen.raw(fmt::format(R"svg(<path id="{}" d="M0 -6V6" stroke="var(--ink3)" stroke-width="{}"/>)svg",
                      pen.id("mute"), pen.pick(1.4, 1.0, 1.0)));
  pen.raw(
      fmt::format(R"svg(<path id="{}" d="M0 -12V10" stroke="var(--bad)" stroke-width="1.6"/>)svg",
                  pen.id("err")));
  pen.raw(fmt::format(
      R"svg(<g id="{}"><circle r="6.5" fill="var(--good)"/>)svg"
      R"svg(<path d="M-3.2 .3l2.2 2.2 4.2-4.7" fill="none" stroke="var(--onmark)" stroke-width="1.7"/></g>)svg",
      pen.id("met")));
  pen.raw(fmt::format(
      R"svg(<g id="{}"><path d="M-6 -6h12v12h-12z" fill="var(--bad)"/>)svg"
      R"svg(<path d="M-3 -3l6 6m0 -6l-6 6" fill="none" stroke="var(--onmark)" stroke-width="1.7"/></g>)svg",
      pen.id("miss")));
  pen.raw(fmt::format(
      R"svg(<circle id="{}" r="5.6" fill="var(--bg)" stroke="var(--none)" stroke-width="1.6" stroke-dasharray="2.4 2"/></defs>)svg",
      pen.id("ring")));
}

void draw_grid(Pen& pen, double top, double bottom, double height) {
  const std::size_t most = pen.pick<std::size_t>(8, 7, 4);
  pen.raw(R"(<g class="tk">)");
  for (const Tick& tick : round_ticks(pen.axis(), most)) {
    const double x = pen.x(tick.at);
    const double half = 0.5 * pen.width_of(tick.label);
    if (x > pen.right() + 6) continue;
    const double shift = std::max(0.0, half - x) - std::max(0.0, x + half - pen.total());
    for (const double y : {14.0, height - 4}) {
      pen.text(x + shift, y, tick.label, "ax", Anchor::middle);
    }
    pen.raw(fmt::format(R"(<path class="grid" d="M{} {}V{}"/>)", coordinate(x), coordinate(top),
                        coordinate(bottom)));
  }
  pen.raw("</g>");
}

/// Fault and impact cross every lane; a pattern per fault, an edge of `bad` on each side of impact.
void draw_bands(Pen& pen, const ReportModel& model, const Story& story, double top, double bottom) {
  for (const impact::ImpactWindow& window : model.windows) {
    pen.bar(window.start, window.end, top, bottom - top, "impact");
    pen.tint(window.start, window.end);
  }
  std::size_t turn = 0;
  for (const impact::Fault& fault : model.faults) {
    const WallTime end =
        std::max(fault.end.value_or(story.to), later(fault.start, story.span / 400));
    pen.bar(fault.start, end, top, bottom - top, "fault",
            pen.wide() ? fmt::format("Fault: {}, {}", fault.name, clock(fault.start)) : "",
            turn % 2 == 0 ? "hatch" : "hatch2");
    ++turn;
  }
  for (const impact::ImpactWindow& window : model.windows) {
    pen.vertical(window.start, top, bottom, "ev");
    if (!window.open) pen.vertical(window.end, top, bottom, "ev");
  }
}

void draw_gutter(Pen& pen, const Lane& lane, double y) {
  if (pen.narrow()) {
    pen.raw(fmt::format(R"svg(<path fill="var(--bg)" d="M0 {}H{}V{}H0z"/>)svg", coordinate(y - 18),
                        coordinate(pen.total()), coordinate(y - 1)));
    pen.raw(fmt::format(R"(<text class="ln" x="0" y="{}">{} <tspan class="ls">{}</tspan></text>)",
                        coordinate(y - 5), escape(shortened(lane.title, 28)),
                        escape(shortened(lane.note, 24))));
    return;
  }
  const std::size_t most = 19;
  pen.text(0, y + 12, shortened(lane.title, most), "ln");
  pen.text(0, y + 27, shortened(lane.note, most + 2), "ls");
}

}  // namespace

std::string timeline(const ReportModel& model, const Story& story, Width width) {
  Pen pen = pen_for(story, width);
  const std::vector<Lane> lanes = lanes_of(model, story, pen);
  const Notes notes = notes_of(model, story, pen);
  const double top = pen.narrow() ? 20 : axis_height;
  const double head = pen.narrow() ? 18 : 0;
  const double gap = pen.wide() ? 12 : 9;
  double bottom = top + notes.height;
  for (const Lane& lane : lanes)
    bottom += head + lane.height + gap;
  const double height = bottom + 20;

  const char kind = pen.pick('w', 'm', 'n');
  pen.raw(fmt::format(
      R"(<svg class="tl tl-{}" viewBox="0 0 {} {}" role="img" aria-label="{}" data-l="{}" data-r="{}" data-t0="{:.3f}" data-span="{:.3f}" data-top="{}">)",
      kind, coordinate(pen.total()), coordinate(height),
      pen.wide() ? escape(described(model, story)) : "The same timeline, drawn for this width.",
      coordinate(pen.left()), coordinate(pen.right()),
      between(std::chrono::floor<std::chrono::days>(story.origin), story.origin), story.span,
      coordinate(top)));
  define_symbols(pen, model.requests.size(), height);
  if (!pen.narrow()) pen.text(0, 14, date(story.from) + ", UTC", "ls");
  pen.open_lane("");
  draw_bands(pen, model, story, top + 2, bottom);
  pen.close();
  draw_grid(pen, top, bottom, height);
  double y = top + notes.height;
  notes.draw(pen, top, bottom);
  bool first = true;
  for (const Lane& lane : lanes) {
    y += head;
    if (!first && !pen.narrow()) {
      pen.raw(fmt::format(R"(<path class="sep" d="M0 {}H{}"/>)", coordinate(y - gap / 2),
                          coordinate(pen.total())));
    }
    draw_gutter(pen, lane, y);
    lane.draw(pen, y);
    y += lane.height + gap;
    first = false;
  }
  pen.raw(fmt::format(R"(<path class="cur" d="M0 {}V{}"/></svg>)", coordinate(top),
                      coordinate(bottom)));
  return pen.take() + "\n";
}

std::string_view patterns() {
  return R"(<svg class="defs" width="0" height="0" aria-hidden="true"><defs>)"
         R"svg(<pattern id="hatch" width="4.5" height="4.5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M1 0v4.5" stroke="var(--ink)" stroke-width="1.3"/></pattern>)svg"
         R"svg(<pattern id="hatch2" width="4.5" height="4.5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path d="M1 0v4.5" stroke="var(--ink)" stroke-width="1.3"/></pattern>)svg"
         R"svg(<pattern id="soft" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M1 0v6" stroke="var(--edge)"/></pattern>)svg"
         R"svg(<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="1.5" cy="1.5" r=".8" fill="var(--edge)"/></pattern>)svg"
         "</defs></svg>\n";
}

std::string described(const ReportModel& model, const Story& story) {
  std::string text =
      fmt::format("Timeline of the run, {} to {} UTC.", clock(story.from), clock(story.to));
  for (const impact::Fault& fault : model.faults) {
    text += fmt::format(" Fault: {} at {}.", fault.name, clock(fault.start));
  }
  if (model.requests.empty()) text += " No request was measured.";
  if (model.all) {
    text += fmt::format(" {} of {} requests failed.", model.all->failed, model.all->total);
  }
  for (const impact::ImpactWindow& window : model.windows) {
    text += fmt::format(" Users were hurt from {} to {}, {}.", clock(window.start),
                        clock(window.end), duration(window.seconds));
  }
  for (const impact::LogLane& log : model.logs) {
    if (log.silence_seconds > 0) {
      text +=
          fmt::format(" The log of {} was silent for {}.", log.name, duration(log.silence_seconds));
    }
  }
  text += fmt::format(" {} of {} checks of the steady state fell inside the impact.",
                      model.checks_inside, model.checks_run);
  return text;
}

}  // namespace brunt::report

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/thin.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ReportModel;
using impact::RequestMark;

namespace {

struct Split {
  std::vector<const RequestMark*> good, bad;
  double fastest = 0, slowest = 0;  ///< of the successes
};

Split split(const ReportModel& model) {
  Split parts;
  for (const RequestMark& request : model.requests) {
    (request.failed ? parts.bad : parts.good).push_back(&request);
    if (request.failed || request.latency_seconds <= 0) continue;
    parts.fastest = parts.fastest == 0 ? request.latency_seconds
                                       : std::min(parts.fastest, request.latency_seconds);
    parts.slowest = std::max(parts.slowest, request.latency_seconds);
  }
  return parts;
}

std::string title_of(const RequestMark& request) {
  std::string title = fmt::format("{}  request {}: ", clock(request.sent), request.seq);
  if (!request.failed)
    return title + fmt::format("{} in {}", request.code, latency(request.latency_seconds));
  title += request.code == 0 ? "no answer" : std::to_string(request.code);
  title += " after " + waited(request.latency_seconds);
  return request.error.empty() ? title : title + ": " + shortened(request.error, 90);
}

void draw_scale(Pen& pen, const LogScale& scale, bool limited) {
  for (const double value : log_ticks(scale)) {
    const bool at_limit = limited && value > scale.high * 0.95;
    if (!at_limit) pen.horizontal(scale.y(value), "grid");
  }
  if (limited) pen.horizontal(scale.top, "lim");
}

void draw_numbers(Pen& pen, const LogScale& scale, double rail, bool limited,
                  std::string_view rail_name) {
  const auto number = [](double value) {
    return value < 1 ? coordinate(value * 1000) + " ms" : coordinate(value) + " s";
  };
  const double x = pen.narrow() ? pen.total() : pen.left() - 6;
  const double shift = pen.narrow() ? -3 : 4;
  if (!pen.narrow()) pen.text(x, rail + 4, rail_name, "ax bad", Anchor::end);
  if (limited) pen.text(x, scale.top + shift, "limit " + number(scale.high), "ax", Anchor::end);
  double last = limited ? scale.top : -100;
  std::vector<double> values = log_ticks(scale);
  std::reverse(values.begin(), values.end());
  for (const double value : values) {
    const double y = scale.y(value);
    if (y - last < 12) continue;
    last = y;
    const bool lowest = pen.narrow() && y > scale.bottom - 3;
    pen.text(x, y + (lowest ? 11 : shift), number(value), "ax", Anchor::end);
  }
}

/// Successes as single marks when they can be told apart, else as one path, thinned.
void draw_good(Pen& pen, const Split& parts, const LogScale& scale) {
  const bool thinned = parts.good.size() > most_marks;
  if (pen.wide() && !thinned) {
    for (const RequestMark* request : parts.good) {
      pen.mark(request->sent, scale.y(request->latency_seconds), "ok", title_of(*request));
    }
    return;
  }
  std::vector<Point> points;
  points.reserve(parts.good.size());
  for (const RequestMark* request : parts.good) {
    points.push_back({pen.x(request->sent), scale.y(request->latency_seconds)});
  }
  std::string d;
  const std::size_t most = pen.pick(most_marks, most_marks / 2, most_marks / 4);
  for (const std::size_t i : largest_triangles(points, thinned ? most : points.size())) {
    d += fmt::format("M{} {}h0", coordinate(points[i].x), coordinate(points[i].y));
  }
  if (!d.empty()) pen.path(d, thinned ? "pts fine" : "pts");
}

/// Too many failures to draw one by one: how many in each unit of the axis.
void draw_density(Pen& pen, const std::vector<const RequestMark*>& bad, double rail) {
  std::map<int, std::size_t> columns;
  for (const RequestMark* request : bad)
    ++columns[static_cast<int>(pen.x(request->sent))];
  std::size_t most = 0;
  int peak = 0;
  for (const auto& [column, count] : columns) {
    if (count <= most) continue;
    most = count;
    peak = column;
  }
  std::string d;
  for (const auto& [column, count] : columns) {
    const double tall =
        std::max(1.0, 16.0 * static_cast<double>(count) / static_cast<double>(most));
    d += fmt::format("M{} {}v-{}", column, coordinate(rail + 6), coordinate(tall));
  }
  pen.path(d, "crs");
  const double seconds_at = (peak - pen.left()) / pen.units(1);
  pen.label(later(pen.axis().origin, seconds_at), 5, rail - 4, {{thousands(most), "bad"}}, "an");
}

void draw_bad(Pen& pen, const Split& parts, double rail) {
  if (parts.bad.size() > most_marks) return draw_density(pen, parts.bad, rail);
  if (pen.wide()) {
    for (const RequestMark* request : parts.bad)
      pen.mark(request->sent, rail, "no", title_of(*request));
    return;
  }
  const double arm = pen.pick(2.9, 2.2, 1.7);
  std::string d;
  for (const RequestMark* request : parts.bad) {
    d += fmt::format("M{} {}l{} {}m0 -{}l-{} {}", coordinate(pen.x(request->sent) - arm),
                     coordinate(rail - arm), coordinate(2 * arm), coordinate(2 * arm),
                     coordinate(2 * arm), coordinate(2 * arm), coordinate(2 * arm));
  }
  if (!d.empty()) pen.path(d, "crs");
}

void draw_words(Pen& pen, const ReportModel& model, const Split& parts, const LogScale& scale,
                double rail) {
  if (!parts.bad.empty() && parts.bad.size() <= most_marks) {
    const std::string what = fmt::format("{} {}", thousands(parts.bad.size()),
                                         all_unanswered(model) ? "without answer" : "failed");
    const bool one = model.windows.size() == 1 &&
                     model.windows[0].inside.failed == model.windows[0].inside.total &&
                     model.windows[0].inside.failed == parts.bad.size();
    const WallTime from = parts.bad.front()->sent;
    const WallTime to = one ? model.windows[0].end : parts.bad.back()->sent;
    const bool said =
        one && pen.wide() &&
        pen.label_beside(from, to, rail + 4, {{what + ", one unbroken run", ""}}, "an bad");
    if (!said) pen.label_beside(from, to, rail + 4, {{what, ""}}, "an bad");
  }
  if (!model.latency_all_successes || model.latency_all_successes->n == 0) return;
  const impact::Quantiles& times = *model.latency_all_successes;
  const double above =
      std::min(std::sqrt(std::max(times.p99, times.p50) * scale.high), times.max * 1.7);
  const double y = std::max(scale.y(std::max(above, scale.low)) - 4, scale.top + 13);
  // On a phone the axis' numbers stand at the same edge.
  pen.text(pen.right() - pen.pick(4.0, 4.0, 48.0), y,
           fmt::format("{} answered, median {}", thousands(times.n), latency(times.p50)), "an q",
           Anchor::end);
}

void draw_missing(Pen& pen, const ReportModel& model, const Story& story, double top,
                  double height) {
  pen.open_lane("requests");
  const WallTime end = later(story.origin, story.span);
  pen.bar(story.origin, end, top + 6, height - 12, "nodata", "Requests: not measured", "dots");
  const std::string what = model.load_missing.empty()
                               ? "no request was measured"
                               : "not measured: " + model.load_missing + " is missing";
  const double middle = (pen.left() + pen.right()) / 2;
  pen.text(middle, top + height / 2 + 4, shortened(what, pen.pick<std::size_t>(100, 60, 40)),
           "an b", Anchor::middle);
  pen.close();
}

void draw_requests(Pen& pen, const ReportModel& model, double top, double height) {
  const Split parts = split(model);
  const bool limited = model.timeout_seconds > 0;
  LogScale scale = latency_scale(parts.fastest, parts.slowest, model.timeout_seconds);
  scale.top = top + 38;
  scale.bottom = top + height - 6;
  const double rail = top + 14;
  const std::string_view rail_name =
      parts.bad.empty() || !all_unanswered(model) ? "failed" : "no answer";
  draw_numbers(pen, scale, rail, limited, rail_name);
  pen.open_lane("requests");
  draw_scale(pen, scale, limited);
  draw_good(pen, parts, scale);
  draw_bad(pen, parts, rail);
  pen.close();
  draw_words(pen, model, parts, scale, rail);
}

}  // namespace

Lane request_lane(const ReportModel& model, const Story& story, const Pen& pen) {
  const bool missing = model.requests.empty();
  const double height = missing ? 58 : pen.pick(148.0, 124.0, 120.0);
  Lane lane{"Requests", "by send time", height, {}};
  lane.draw = [&model, &story, missing, height](Pen& on, double top) {
    if (missing) {
      draw_missing(on, model, story, top, height);
    } else {
      draw_requests(on, model, top, height);
    }
  };
  return lane;
}

}  // namespace brunt::report

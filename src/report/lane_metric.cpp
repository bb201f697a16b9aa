#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::MetricLane;
using impact::MetricSeries;
using impact::MetricStep;

namespace {

/// Labels that tell of failure: an HTTP status from 400 on, or the word itself.
bool tells_failure(const MetricSeries& series) {
  const std::string& label = series.label;
  if (label.find("error") != std::string::npos || label.find("fail") != std::string::npos)
    return true;
  for (std::size_t i = 0; i + 3 <= label.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < label.size() && label[at] >= '0' && label[at] <= '9';
    };
    const bool alone = (i == 0 || !digit(i - 1)) && !digit(i + 3);
    const bool status = (label[i] == '4' || label[i] == '5') && digit(i + 1) && digit(i + 2);
    if (alone && status) return true;
  }
  return false;
}

/// One value per scrape: where the record leaves a scrape out, nothing had changed.
std::vector<MetricStep> scrapes_of(const MetricSeries& series, const MetricLane& lane) {
  std::vector<MetricStep> steps = series.steps;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  const double interval = lane.scrape_interval_seconds;
  if (interval <= 0 || steps.empty()) return steps;
  std::vector<MetricStep> all;
  for (const MetricStep& step : steps) {
    if (!all.empty()) {
      WallTime next = later(all.back().at, interval);
      while (between(next, step.at) > interval / 2 && all.size() < 20000) {
        all.push_back({next, 0});
        next = later(next, interval);
      }
    }
    all.push_back(step);
  }
  return all;
}

const MetricSeries* main_series(const MetricLane& lane) {
  const MetricSeries* best = nullptr;
  for (const MetricSeries& series : lane.series) {
    const bool larger = best == nullptr || series.last - series.first > best->last - best->first;
    if (!tells_failure(series) && larger) best = &series;
  }
  if (best == nullptr && !lane.series.empty()) best = &lane.series.front();
  return best;
}

double length_of(const std::vector<MetricStep>& steps, std::size_t i, double interval) {
  if (interval > 0) return interval;
  if (i > 0) return std::max(1e-3, between(steps[i - 1].at, steps[i].at));
  return steps.size() > 1 ? std::max(1e-3, between(steps[0].at, steps[1].at)) : 1;
}

/// Steps between true scrapes, each with its increment written on it where there is room.
void draw_steps(Pen& pen, const MetricLane& lane, const MetricSeries& series, double top,
                double height) {
  const std::vector<MetricStep> steps = scrapes_of(series, lane);
  double most = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    most = std::max(most, steps[i].increase / length_of(steps, i, lane.scrape_interval_seconds));
  }
  if (most <= 0) most = 1;
  const auto y = [&](double rate) {
    return top + height - 8 - rate / (1.1 * most) * (height - 22);
  };
  const double edge = pen.narrow() ? pen.total() : pen.left() - 6;
  pen.text(edge, y(most) + (pen.narrow() ? -2 : 4),
           fmt::format("{:.{}f}/s", most, most < 10 ? 1 : 0), "ax", Anchor::end);
  pen.text(edge, y(0) + (pen.narrow() ? -2 : 0), "0", "ax", Anchor::end);
  if (steps.empty()) return;
  const WallTime begin =
      later(steps.front().at, -length_of(steps, 0, lane.scrape_interval_seconds));
  std::string d = fmt::format("M{} {}", coordinate(pen.x(begin)), coordinate(y(0)));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double rate = steps[i].increase / length_of(steps, i, lane.scrape_interval_seconds);
    d += fmt::format("V{}H{}", coordinate(y(rate)), coordinate(pen.x(steps[i].at)));
  }
  pen.path(d + fmt::format("V{}Z", coordinate(y(0))), "fillg");
  pen.path(d, "stp g");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double length = length_of(steps, i, lane.scrape_interval_seconds);
    const double level = y(steps[i].increase / length);
    const std::string value = steps[i].increase > 0 ? "+" + coordinate(steps[i].increase) : "0";
    const WallTime middle = later(steps[i].at, -length / 2);
    const bool room = pen.width_of(value) < pen.units(length) && pen.x(middle) > pen.left() + 8;
    if (room) {
      pen.label(middle, 0, level - 3.5, {{value, ""}},
                steps[i].increase > 0 ? "an val" : "an val bad", Anchor::middle);
    }
    if (!pen.wide()) continue;
    pen.raw(fmt::format(
        R"svg(<g class="m" transform="translate({} {})"><circle r="2.2" fill="var(--good)"/><title>{}</title></g>)svg",
        coordinate(pen.x(steps[i].at)), coordinate(level),
        escape(fmt::format("{}  {}: {} since the scrape before", clock(steps[i].at), series.label,
                           value))));
  }
}

/// A series of failures: a cross where it grew.
void draw_growth(Pen& pen, const MetricSeries& series, double y) {
  const MetricStep* last = nullptr;
  for (const MetricStep& step : series.steps) {
    if (step.increase <= 0) continue;
    const std::string what = fmt::format("{} +{}", series.label, coordinate(step.increase));
    pen.mark(step.at, y, "no", pen.wide() ? clock(step.at) + "  " + what : "");
    last = &step;
  }
  if (last == nullptr) return;
  const std::string total =
      fmt::format("{} +{}", series.label, coordinate(series.last - series.first));
  pen.label_beside(last->at, last->at, y + 4, {{total, ""}}, "an bad");
}

void draw_unread(Pen& pen, const Story& story, WallTime from, double top, double height) {
  const WallTime end = later(story.origin, story.span);
  if (between(from, end) < story.span / 50) return;
  pen.bar(from, end, top + 2, height - 8, "nodata",
          pen.wide() ? clock(from) + "  not read after this" : "", "dots");
  const std::string text = "not read after " + clock_time(from, 0);
  if (pen.width_of(text) + 90 > pen.x(end) - pen.x(from)) return;
  pen.text((pen.x(from) + pen.x(end)) / 2, top + height / 2 - 6, text, "an q", Anchor::middle);
}

}  // namespace

Lane metric_lane(const MetricLane& metric, const Story& story, const Pen& pen) {
  (void)pen;
  constexpr double height = 58;
  Lane lane{metric.activity.empty() ? "Metric" : "Prometheus", "increase per scrape", height, {}};
  lane.draw = [&metric, &story](Pen& on, double top) {
    on.open_lane("metric");
    draw_unread(on, story, metric.to, top, height);
    const MetricSeries* shown = main_series(metric);
    on.close();
    if (shown == nullptr) {
      on.text(on.left() + 6, top + height / 2, "no samples", "an q");
      return;
    }
    on.open_lane("metric");
    draw_steps(on, metric, *shown, top, height);
    for (const MetricSeries& series : metric.series) {
      if (&series != shown && tells_failure(series)) draw_growth(on, series, top + height - 12);
    }
    on.close();
  };
  return lane;
}

}  // namespace brunt::report

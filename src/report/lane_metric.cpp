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

/// The steps of one counter with the scale they are drawn on: a rate, zero at the bottom.
struct Plot {
  std::vector<MetricStep> steps;
  std::vector<double> lengths;  ///< seconds that each step stands for
  double most = 1;              ///< per second
  double top = 0, height = 0;

  double y(double rate) const { return top + height - 8 - rate / (1.1 * most) * (height - 22); }
  double level(std::size_t i) const { return y(steps[i].increase / lengths[i]); }
};

Plot plot_of(const MetricLane& lane, const MetricSeries& series, double top, double height) {
  Plot plot{scrapes_of(series, lane), {}, 0, top, height};
  for (std::size_t i = 0; i < plot.steps.size(); ++i) {
    plot.lengths.push_back(length_of(plot.steps, i, lane.scrape_interval_seconds));
    plot.most = std::max(plot.most, plot.steps[i].increase / plot.lengths[i]);
  }
  if (plot.most <= 0) plot.most = 1;
  return plot;
}

void draw_scale(Pen& pen, const Plot& plot) {
  const double edge = pen.narrow() ? pen.total() : pen.left() - 6;
  const int digits = plot.most < 10 ? 1 : 0;
  pen.text(edge, plot.y(plot.most) + (pen.narrow() ? -2 : 4),
           fmt::format("{:.{}f}/s", plot.most, digits), "ax", Anchor::end);
  pen.text(edge, plot.y(0) + (pen.narrow() ? -2 : 2), "0", "ax", Anchor::end);
}

/// Steps between true scrapes, each with its increment written on it where there is room.
void draw_steps(Pen& pen, const Plot& plot, const MetricSeries& series) {
  if (plot.steps.empty()) return;
  const WallTime begin = later(plot.steps.front().at, -plot.lengths.front());
  std::string d = fmt::format("M{} {}", coordinate(pen.x(begin)), coordinate(plot.y(0)));
  for (std::size_t i = 0; i < plot.steps.size(); ++i) {
    d += fmt::format("V{}H{}", coordinate(plot.level(i)), coordinate(pen.x(plot.steps[i].at)));
  }
  pen.path(d + fmt::format("V{}Z", coordinate(plot.y(0))), "fillg");
  pen.path(d, "stp g");
  for (std::size_t i = 0; i < plot.steps.size(); ++i) {
    const MetricStep& step = plot.steps[i];
    const std::string value = step.increase > 0 ? "+" + coordinate(step.increase) : "0";
    const WallTime middle = later(step.at, -plot.lengths[i] / 2);
    const bool room =
        pen.width_of(value) < pen.units(plot.lengths[i]) && pen.x(middle) > pen.left() + 8;
    if (room) {
      pen.label(middle, 0, plot.level(i) - 3.5, {{value, ""}},
                step.increase > 0 ? "an val" : "an val bad", Anchor::middle);
    }
    if (!pen.wide()) continue;
    const std::string title =
        fmt::format("{}  {}: {} since the scrape before", clock(step.at), series.label, value);
    pen.raw(fmt::format(
        R"svg(<g class="m" transform="translate({} {})"><circle r="2.2" fill="var(--good)"/><title>{}</title></g>)svg",
        coordinate(pen.x(step.at)), coordinate(plot.level(i)), escape(title)));
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
  Lane lane{"Metric", "increase per scrape", height, {}};
  if (!metric.activity.empty()) lane.title = "Prometheus";
  lane.draw = [&metric, &story](Pen& on, double top) {
    const MetricSeries* shown = main_series(metric);
    const Plot plot = shown == nullptr ? Plot{} : plot_of(metric, *shown, top, height);
    if (shown != nullptr) draw_scale(on, plot);
    on.open_lane("metric");
    draw_unread(on, story, metric.to, top, height);
    if (shown != nullptr) draw_steps(on, plot, *shown);
    for (const MetricSeries& series : metric.series) {
      if (&series != shown && tells_failure(series)) draw_growth(on, series, top + height - 12);
    }
    if (shown == nullptr) on.text(on.left() + 6, top + height / 2, "no samples", "an q");
    on.close();
  };
  return lane;
}

}  // namespace brunt::report

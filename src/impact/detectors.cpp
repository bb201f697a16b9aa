#include "impact/detectors.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/budget.h"
#include "analysis/times.h"
#include "impact/metrics.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

std::chrono::nanoseconds span(double s) {
  return std::chrono::nanoseconds(std::llround(s * 1e9));
}

/// "11.0 s before recovery", "16.1 s after recovery".
std::string margin(const ImpactWindow& window, WallTime at) {
  if (window.open) return "while it lasted";
  const double left = seconds(window.end - at);
  return words::duration(std::abs(left)) + (left >= 0 ? " before recovery" : " after recovery");
}

/// At `at` as far as is told; what is known of it is `signal`.
Detector spoke_at(std::string name, const ImpactWindow& window, WallTime at,
                  const analysis::Moment& signal) {
  const analysis::Range after = analysis::time_to_detect(analysis::moment(window.start), signal);
  Detector detector{std::move(name), at, after.high, margin(window, at)};
  detector.bounds_seconds = Interval{after.low, after.high};
  if (!window.open) {
    detector.margin_seconds = analysis::detection_margin(analysis::moment(window.end), signal).low;
  }
  return detector;
}

/// The same, known exactly.
Detector spoke(std::string name, const ImpactWindow& window, WallTime at) {
  Detector detector = spoke_at(std::move(name), window, at, analysis::moment(at));
  detector.bounds_seconds.reset();
  return detector;
}

/// The same, known to lie up to `precision` seconds earlier only.
Detector spoke_within(std::string name, const ImpactWindow& window, WallTime at, double precision) {
  return spoke_at(std::move(name), window, at, analysis::moment(at - span(precision), at));
}

Detector never(std::string name, std::string note) {
  return {std::move(name), std::nullopt, std::nullopt, std::move(note)};
}

Detector client(const ReportModel& model, const ImpactWindow& window) {
  std::optional<WallTime> first;
  for (const RequestMark& r : model.requests) {
    if (!r.failed || r.sent < window.start) continue;
    const WallTime given_up = r.sent + span(r.latency_seconds);
    if (!first || given_up < *first) first = given_up;
  }
  return first ? spoke("client", window, *first) : never("client", "no failure seen");
}

Detector log(const LogLane& lane, const ImpactWindow& window) {
  for (const LogLine& line : lane.lines) {
    if (line.at >= window.start && (line.error || line.status >= 500)) {
      return spoke("log " + lane.name, window, line.at);
    }
  }
  return never("log " + lane.name, "no error line");
}

Detector metric(const MetricLane& lane, const ImpactWindow& window, const Reconciled& sources) {
  std::optional<WallTime> first;
  for (const MetricSeries& series : lane.series) {
    if (!counts_failures(series)) continue;
    for (const MetricStep& step : series.steps) {
      if (step.increase > 0 && step.at >= window.start && (!first || step.at < *first)) {
        first = step.at;
      }
    }
  }
  if (!first) return never("metric " + lane.activity, "no failure counted");
  double precision = lane.true_times ? 0 : lane.step_seconds;
  if (const auto& scrape = sources.first_failure_scrape) {
    const WallTime late = WallTime(span(scrape->high));
    if (late <= *first && late >= window.start) {
      first = late;
      precision = scrape->high - scrape->low;
    }
  }
  return spoke_within("metric " + lane.activity, window, *first, precision);
}

Detector hypothesis(const Journal& journal, const ReportModel& model, const ImpactWindow& window) {
  for (const Evaluation& evaluation : journal.evaluations) {
    if (evaluation.met == false && evaluation.end && *evaluation.end >= window.start) {
      return spoke_within("hypothesis", window, *evaluation.end,
                          journal.precision_seconds < 0.5 ? 0 : journal.precision_seconds);
    }
  }
  return never("hypothesis",
               fmt::format("{} of {} checks fell inside", model.checks_inside, model.checks_run));
}

/// A page fires only when an outage lasts: total outage of 51.8 s for the fastest rule.
Detector pager(const ReportModel& model, const ImpactWindow& window) {
  const analysis::Objective objective;
  std::optional<double> soonest;
  for (const analysis::PagerRule& rule : analysis::pager_rules) {
    const auto fires = analysis::time_to_fire_s(rule, window.inside.ratio(), objective);
    if (fires && (!soonest || *fires < *soonest)) soonest = fires;
  }
  const std::string name = "page at 99.9 %/30 d";
  if (!soonest) return never(name, "too few failures for the standard rules");
  if (*soonest <= window.seconds) return spoke(name, window, window.start + span(*soonest));
  return never(name,
               fmt::format("would not fire: the outage must last {}, {}", words::duration(*soonest),
                           model.windows.size() > 1 ? "none did" : "it did not"));
}

}  // namespace

std::vector<Detector> find_detectors(const Journal& journal, const ReportModel& model,
                                     const Reconciled& sources) {
  std::vector<Detector> detectors;
  if (model.windows.empty()) return detectors;
  const ImpactWindow& window = model.windows.front();
  detectors.push_back(client(model, window));
  for (const LogLane& lane : model.logs)
    detectors.push_back(log(lane, window));
  for (const MetricLane& lane : model.metrics)
    detectors.push_back(metric(lane, window, sources));
  if (journal.has_hypothesis) detectors.push_back(hypothesis(journal, model, window));
  detectors.push_back(pager(model, window));
  return detectors;
}

void note_detection(ReportModel& model) {
  if (model.windows.empty()) return;
  std::optional<double> soonest;
  std::optional<WallTime> spoke_at;
  for (const Detector& detector : model.detectors) {
    const bool server = detector.name.starts_with("log ") || detector.name.starts_with("metric ") ||
                        detector.name == "hypothesis";
    if (!server || !detector.after_seconds) continue;
    if (!soonest || *detector.after_seconds < *soonest) {
      soonest = detector.after_seconds;
      spoke_at = detector.at;
    }
  }
  if (!soonest) {
    model.detected_note = "never";
    return;
  }
  model.detected_after_seconds = soonest;
  const ImpactWindow& window = model.windows.front();
  if (!window.open && spoke_at && *spoke_at > window.end) model.detected_note = "too late";
}

}  // namespace brunt::impact

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "impact/report_model.h"
#include "report/pen.h"
#include "report/story.h"

namespace brunt::report {

/// One horizontal strip of the timeline.
struct Lane {
  std::string title, note;  ///< for the gutter
  double height = 0;        ///< units
  std::function<void(Pen& pen, double top)> draw;
};

/// Phases, activities with their pauses, background activities.
Lane run_lane(const impact::ReportModel& model, const Story& story, const Pen& pen);
/// A mark per request at its send time, failures on a rail of their own.
Lane request_lane(const impact::ReportModel& model, const Story& story, const Pen& pen);
/// Success ratio per bucket with its 95 % interval.
Lane ratio_lane(const impact::ReportModel& model, const Story& story, const Pen& pen);
Lane metric_lane(const impact::MetricLane& metric, const Story& story, const Pen& pen);
Lane log_lane(const impact::LogLane& log, const Story& story, const Pen& pen);
Lane check_lane(const impact::ReportModel& model, const Story& story, const Pen& pen);

/// Metrics and logs beyond these many are left to their tables.
inline constexpr std::size_t most_metric_lanes = 6;
inline constexpr std::size_t most_log_lanes = 4;
/// Successes drawn at most; failures are always all shown.
inline constexpr std::size_t most_marks = 4000;

/// The whole drawing for one width. Same input, same bytes.
std::string timeline(const impact::ReportModel& model, const Story& story, Width width);

/// Patterns that all drawings of a page use; stands once in it.
std::string_view patterns();

/// The timeline in one sentence, for who cannot see it.
std::string described(const impact::ReportModel& model, const Story& story);

}  // namespace brunt::report

#pragma once

#include <functional>

#include "impact/report_model.h"
#include "report/pen.h"
#include "report/story.h"

namespace brunt::report {

/// The head of the timeline: dimension lines of the impact windows on the first row, then a row
/// per detector that noticed, and the faults by name.
struct Notes {
  double height = 0;
  std::function<void(Pen& pen, double top, double bottom)> draw;
};

Notes notes_of(const impact::ReportModel& model, const Story& story, const Pen& pen);

}  // namespace brunt::report

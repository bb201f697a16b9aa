#pragma once

#include <string>

#include "impact/report_model.h"
#include "report/document.h"

namespace brunt::report {

/// Impact with its bounds, a row per run, the oldest on top: `good` where there was none, hollow
/// where a run cannot be compared. "" when there are fewer than two runs. Colours are variables.
std::string history_chart(const impact::ReportModel& model);

/// The same as a file of its own.
Drawing history_drawing(const impact::ReportModel& model);

/// The history in a sentence.
std::string history_finding(const impact::ReportModel& model);

/// Earlier runs as a table; runs that cannot be compared are quiet.
Grid history_grid(const impact::ReportModel& model);

}  // namespace brunt::report

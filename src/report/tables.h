#pragma once

#include "impact/report_model.h"
#include "report/document.h"

namespace brunt::report {

// Tables that page and paper share: their cells as plain text. Empty rows: nothing to show.

/// Before, during and after the fault, with effect and verdict.
Grid comparison_grid(const impact::ReportModel& model);
/// Would the pager have rung?
Grid pager_grid(const impact::ReportModel& model);
/// How far each source goes: when it looked, its share of the load, its clock, its delay.
Grid sources_grid(const impact::ReportModel& model);

/// A cell as HTML of the page.
std::string cell_html(const Cell& cell);
/// A grid as a table of the page; rows that are all quiet are greyed.
std::string grid_html(const Grid& grid);

}  // namespace brunt::report

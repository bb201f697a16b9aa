#pragma once

#include <string>

#include "impact/report_model.h"
#include "report/document.h"
#include "report/story.h"

namespace brunt::report {

/// A drawing of a page (colours as variables, style and patterns elsewhere) as a file of its own.
std::string alone(std::string svg, double width, double height);

/// The timeline as a file of its own: style and patterns inside, light colours as they are, no
/// variables, so that any viewer draws it.
std::string timeline_svg(const impact::ReportModel& model, const Story& story);

/// The same with its size and its text.
Drawing timeline_drawing(const impact::ReportModel& model, const Story& story);

}  // namespace brunt::report

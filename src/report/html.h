#pragma once

#include <string>

#include "impact/report_model.h"

namespace brunt::report {

/// The whole page: one file, nothing fetched, complete without script. Same model, same bytes.
std::string render_html(const impact::ReportModel& model);

}  // namespace brunt::report

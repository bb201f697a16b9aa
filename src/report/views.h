#pragma once

#include <string>

#include "impact/report_model.h"
#include "report/document.h"
#include "report/formats.h"

namespace brunt::report {

// The text formats. Each is a pure function of the model.

/// Plain tables, no HTML: fit for a pull request's comment, the first screen within 60 lines.
std::string markdown(const Document& document, const impact::ReportModel& model,
                     const RenderOptions& options);

/// A suite per experiment; a case per claim, per probe of the steady state, per activity and per
/// rollback. Source: testmoapp/junitxml.
std::string junit(const impact::ReportModel& model);

/// SARIF 2.1.0: a rule per claim, confidence check and suggestion.
std::string sarif(const impact::ReportModel& model, const RenderOptions& options);

// RFC 4180 with a header line. A text that a spreadsheet would take for a formula gets an
// apostrophe in front.

std::string csv_events(const impact::ReportModel& model);
std::string csv_metrics(const impact::ReportModel& model);
std::string csv_logs(const impact::ReportModel& model);

/// Fault, impact and checks as region annotations: an array for Grafana's annotations API.
std::string grafana_annotations(const impact::ReportModel& model);
/// The same as an array of Honeycomb markers.
std::string honeycomb_markers(const impact::ReportModel& model);

}  // namespace brunt::report

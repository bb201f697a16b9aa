#pragma once

#include <vector>

#include "impact/journal.h"
#include "impact/reconcile.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// When each source first spoke of the first impact window: client, logs, metrics, hypothesis,
/// paging rules. Empty without a window. Source: report.md C.5, "Times".
std::vector<Detector> find_detectors(const Journal& journal, const ReportModel& model,
                                     const Reconciled& sources);

/// Fills the first server-side detection: a log, a metric or the hypothesis, whichever was first.
void note_detection(ReportModel& model);

}  // namespace brunt::impact

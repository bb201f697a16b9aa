#pragma once

#include "analysis/claim_text.h"
#include "impact/measure.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// Every measure of report.md C.5 by name, with its interval, method and inputs; the paging rules'
/// answers and the score. From what the model holds so far: windows, claims, detectors, faults.
void fill_figures(const std::optional<Measured>& measured,
                  const std::vector<analysis::StatedClaim>& stated, ReportModel& model);

}  // namespace brunt::impact

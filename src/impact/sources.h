#pragma once

#include <vector>

#include "impact/journal.h"
#include "impact/reconcile.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// Every source of evidence: from when to when, how much of the load it covers, how exact its times
/// are, its clock, its delay, and whether it is of the same system. From what the model holds.
std::vector<Source> list_sources(const Journal& journal, const LoadEvidence& load,
                                 const Reconciled& reconciled, const ReportModel& model);

}  // namespace brunt::impact

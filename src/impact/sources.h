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

/// The unit that all these times are whole multiples of: 1, 1e-3, 1e-6 or 1e-9 seconds.
double precision_of(const std::vector<WallTime>& times);

}  // namespace brunt::impact

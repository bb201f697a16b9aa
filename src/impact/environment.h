#pragma once

#include "impact/journal.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// Fills what the run ran on: engine, target, the emulated cluster and its parameters, and the list
/// that reproduces it.
void describe_environment(const Journal& journal, const LoadEvidence& load, ReportModel& model);

}  // namespace brunt::impact

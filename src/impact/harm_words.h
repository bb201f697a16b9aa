#pragma once

#include <string>

#include "impact/journal.h"
#include "impact/measure.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// "42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %)".
std::string failed_of(const Count& count);

/// How many requests failed, in which stretches, and when these began; no full stop.
std::string harm_sentence(const Measured& measured, const ReportModel& model);

/// How service came back, "" when it did not or nothing was measured after.
std::string recovery_sentence(const Journal& journal, const ReportModel& model);

}  // namespace brunt::impact

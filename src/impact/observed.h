#pragma once

#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What a probe measured in a few words: "1", "200" for an HTTP exchange, "" for nothing.
std::string observed_value(const Json& output);

/// Every entry of the journal as a bar and a card, in its order, secrets masked. Outputs of loads,
/// metrics and logs are summarised from what was read of them.
std::vector<ActivityBar> activity_bars(const Journal& journal, const ReportModel& model);

}  // namespace brunt::impact

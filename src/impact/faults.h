#pragma once

#include <optional>
#include <vector>

#include "analysis/times.h"
#include "impact/journal.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What the method broke, in order of time: what our drivers say they did, else the actions that
/// are no load and did not fail.
std::vector<Fault> read_faults(const Journal& journal);

/// The moment from which harm may be the fault's. Where its time is known to a second only, it is
/// the latest within that second that leaves no failure before it unexplained: requests that were
/// still answered count as before. A request that was under way at the fault and failed is the
/// fault's. Absent without a fault.
std::optional<WallTime> effective_start(const std::vector<Fault>& faults,
                                        const std::vector<RequestMark>& requests);

/// When it started, as well as that is known; below half a second its time counts as exact.
analysis::Moment start_of(const Fault& fault);

/// Marks faults confirmed that other sources saw: failures or a log's silence that began within
/// two seconds of them. Returns in words what saw it, "" when nothing did.
std::string confirm(std::vector<Fault>& faults, const Journal& journal,
                    const std::vector<RequestMark>& requests, const std::vector<LogLane>& logs);

/// "the kill" for what kills, else "the fault".
std::string_view fault_word(const Fault& fault);

}  // namespace brunt::impact

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// One lane per pod of every log that was read: what `read_pod_logs` gave, and every text, list of
/// texts or process output most lines of which have a time. Secrets are masked, error lines
/// grouped.
std::vector<LogLane> read_logs(const Journal& journal);

/// Marks the longest silence of each lane that chance does not explain.
void mark_silences(std::vector<LogLane>& lanes, bool paced, const std::optional<WallTime>& fault);

/// Takes the difference off where a lane's clock is more than a second off the client's: its lines
/// are paired with the answers they tell of. What cannot be paired stays as it is.
void align_clocks(std::vector<LogLane>& lanes, const LoadEvidence& load);

/// Lines of `lane` that tell of the load's own requests: those of its method and path, or, when
/// that is unknown, of the method and path most lines have. Indices into `lane.lines`.
std::vector<std::size_t> lines_of_load(const LogLane& lane, const LoadEvidence& load);

}  // namespace brunt::impact

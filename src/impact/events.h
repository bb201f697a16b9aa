#pragma once

#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// Kubernetes events in what probes gave: objects with a reason and what they are about, wherever
/// they stand in an output, also in JSON that a process printed. In order of time, each once.
std::vector<ClusterEvent> read_events(const Journal& journal);

}  // namespace brunt::impact

#pragma once

#include <string>
#include <vector>

#include "analysis/claim_text.h"
#include "base/json.h"
#include "base/result.h"

namespace brunt::impact {

/// The claims that a document of service level objectives states of the time since the fault: each
/// objective is "success >= TARGET since fault", with a threshold of latency "success within".
/// Reads OpenSLO (kind SLO of openslo/v1, v1alpha, v2alpha; other kinds are stepped over) and Sloth
/// (version prometheus/v1, or kind PrometheusServiceLevel). `name` is the file's, for their origin.
/// Errors: `invalid_input` for a document of another kind, or an objective without a target.
Result<std::vector<analysis::StatedClaim>> claims_of_slo(const Json& document,
                                                         const std::string& name);

}  // namespace brunt::impact

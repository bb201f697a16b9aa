#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/measure.h"
#include "impact/report_model.h"
#include "impact/stated_claims.h"

namespace brunt::impact {

/// Requests that may fail without a claim being refuted, and how long an outage may be missed.
inline constexpr double allowed_extra_failures = 0.001;  ///< 1 - the objective, 99.9 %
inline constexpr double allowed_outage_seconds = 1.0;

/// The claims of a run: those `stated` by the experiment, the command line or SLO files, then the
/// four that are made by default. Where any is stated, the defaults no longer decide, but for the
/// steady state after the method, which the experiment states itself. Source: report.md C.3.
std::vector<Claim> judge_claims(const Journal& journal, const ClaimEvidence& evidence,
                                const std::vector<analysis::StatedClaim>& stated);

/// Worst of the claims that decide; not measured when there are none.
Verdict outcome_of(const std::vector<Claim>& claims);

/// Was the objective missed before the fault already?
bool bad_before(const Measured& measured);

/// The claim that is made by default under that name, nullptr when it was not judged.
const Claim* find_claim(const std::vector<Claim>& claims, std::string_view name);

/// Was the hypothesis met in the check before or after the method? Absent when it did not run.
std::optional<bool> steady(const Journal& journal, std::string_view phase);

}  // namespace brunt::impact

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/claim_text.h"
#include "impact/journal.h"
#include "impact/measure.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What stated claims are judged by.
struct ClaimEvidence {
  const std::vector<RequestMark>& requests;
  const std::optional<Measured>& measured;  ///< absent: no request evidence
  std::string why_not;                      ///< then, why
  std::optional<WallTime> fault, fault_end;
  std::optional<Interval> recovered_seconds;  ///< from the fault; absent without a window
  std::optional<double> detected_seconds;     ///< absent: no server-side source spoke
  bool server_looked = false;                 ///< there was one that could have
  bool wrong_system = false;                  ///< the identity check failed
};

/// The claims of the experiment's extension block, `brunt.claims`: texts, or objects with "claim"
/// and "name". One that cannot be read is given back as a text without threshold, see `unread`.
struct OwnClaims {
  std::vector<analysis::StatedClaim> claims;
  std::vector<Claim> unread;  ///< not measured, with the reason
};
OwnClaims claims_of_experiment(const Json& experiment);

/// Held, refuted, inconclusive or not measured. Source: reference report.md C.3.
Claim judge_stated(const analysis::StatedClaim& stated, const ClaimEvidence& evidence);

/// Share of the fault's window that requests were sent in; 1 when nothing tells how long it was.
double fault_coverage(const ClaimEvidence& evidence);

}  // namespace brunt::impact

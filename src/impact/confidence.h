#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/measure.h"
#include "impact/reconcile.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// The confidence list, in the order of report.md C.3. `confirmed_by`: what saw the fault, "" when
/// nothing but its own status did.
std::vector<Check> confidence_checks(const std::vector<Fault>& faults,
                                     const std::string& confirmed_by,
                                     const std::optional<Measured>& measured,
                                     const Reconciled& sources, Verdict outcome);

/// "high" when all required checks pass, "medium" when one does not, else "low"; "low" when
/// nothing was measured.
std::string confidence_word(const std::vector<Check>& checks, Verdict outcome);

}  // namespace brunt::impact

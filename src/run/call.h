#pragma once

#include <string>

#include "base/json.h"
#include "base/limits.h"
#include "model/activity.h"
#include "provider/provider.h"
#include "run/outputs.h"
#include "run/prepare.h"

namespace brunt::run {

/// What a provider is asked before the run: placeholders still in it.
provider::Call call_to_validate(const model::Activity& activity, const SharedJson& configuration,
                                const Json& secrets);

/// What it is asked in the run: placeholders replaced everywhere in the provider object but in
/// `type`, `module`, `func` and `secrets`. Source: experiment format section 4.6; fixes Q30, Q33.
provider::Call call_to_invoke(const model::Activity& activity, const SharedJson& configuration,
                              const Json& secrets);

/// Runs `task` and, with `judged`, compares its output with its tolerance. Gives the data of
/// activity_finished, secrets redacted: "status", "output", "exception" (the journal's list),
/// "summary", "detail", "evidence", "tolerance_met", "tolerance_reason", "unjudged",
/// "assertion_missed", "uncontrolled". Its placeholders may name what is in `outputs`; its own goes
/// there when it has a name. One whose placeholders name an output that is not there is not run and
/// has failed.
Json perform(const Prepared& prepared, const Task& task, bool judged, Outputs& outputs,
             const Limits& limits, const provider::Notify& notify);

}  // namespace brunt::run

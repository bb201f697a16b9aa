#pragma once

#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "load/vegeta_flags.h"
#include "provider/provider.h"

namespace brunt::drivers::process {

/// Runs a plain attack on this thread, as vegeta would: results into its output file as gob as they
/// come, and into a record file of ours beside it. Output that cannot be written any more fails the
/// activity, loudly, but the load goes on and what was written stays. A stop ends the attack early
/// and is no Error: what was measured until then is evidence.
Result<provider::Outcome> call_load(load::AttackCommand attack, const Limits& limits,
                                    const provider::Notify& notify);

}  // namespace brunt::drivers::process

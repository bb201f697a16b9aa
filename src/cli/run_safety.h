#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "run/run.h"
#include "sys/child_ledger.h"

namespace brunt::cli {

/// Nothing when the system gives no shared memory: the run then has no guard.
std::shared_ptr<sys::ChildLedger> new_ledger();

/// What keeps a run from being lost when this process is: its guard, what a recovery must know, and
/// the warnings that belong to both. `sha256`: of the experiment's text; `configuration` is the
/// resolved one; `errors` must outlive `options`.
void add_safety(const RunFlags& flags, const std::shared_ptr<sys::ChildLedger>& ledger,
                const std::string& sha256, const Json& configuration, const ErrorOutput& errors,
                run::Options& options);

}  // namespace brunt::cli

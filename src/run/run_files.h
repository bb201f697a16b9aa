#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "run/run.h"
#include "store/event_log.h"
#include "store/run_lock.h"

namespace brunt::run {

/// What a run has on disk while it runs.
struct RunFiles {
  std::filesystem::path event_log;
  store::RunLock lock;
  store::EventLog log;
  std::optional<KeptRun> kept;
  bool fleeting = false;  ///< the journal is a device: the event log is of no use after the end
};

/// Where a run with this journal has its event log: beside it, or in the folder for temporary files
/// when the journal is a device such as /dev/null.
std::filesystem::path event_log_for(const std::filesystem::path& journal);

/// Takes the place beside `journal`. An event log that is there is overwritten, unless its run
/// owes a rollback or may have run one: that is evidence, and is kept.
/// Errors: `unavailable`: another run has this journal, alive; `invalid_input`: a file cannot be
/// made, with the reason.
Result<RunFiles> open_run_files(const std::filesystem::path& journal);

}  // namespace brunt::run

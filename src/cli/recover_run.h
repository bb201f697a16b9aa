#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/trouble.h"
#include "model/event.h"
#include "run/owed.h"
#include "store/run_lock.h"

namespace brunt::cli {

/// A run as its event log has it.
struct RunOnRecord {
  std::filesystem::path event_log, journal;
  std::vector<model::Event> events;
  std::vector<std::size_t> damaged;
  std::vector<run::OwedRollback> rollbacks;
  std::optional<store::Holder> holder;  ///< who has it in hands, alive

  bool ended() const { return run::is_ended(events); }
  bool owes(bool again) const;
  /// Nothing is left to do or to know.
  bool settled() const;
  std::string run_id() const;
  std::string title() const;
};

/// Errors: as store::read_event_log.
Result<RunOnRecord> read_run(const std::filesystem::path& event_log);

/// What became of its engine: "the engine (process 4711) is gone", "the machine was started anew".
std::string fate_of_engine(const RunOnRecord& run);

/// What came of a recovery.
struct RecoveredRun {
  RunOnRecord run;                  ///< as it is now
  std::vector<std::string> failed;  ///< rollbacks that were played and failed
  std::optional<Error> log_error;   ///< not all that was played is on record
  std::optional<Error> journal_error;
};

/// Takes the run's lock, plays what it owes, and writes its journal. Works in the folder that the
/// run worked in. Nothing was played when it gives troubles.
std::expected<RecoveredRun, std::vector<Trouble>> recover_run(
    const std::filesystem::path& event_log, const RecoverFlags& flags, const Stops& stops);

}  // namespace brunt::cli

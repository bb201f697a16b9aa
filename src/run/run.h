#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "codec/document.h"
#include "config/resolve.h"
#include "model/event.h"
#include "model/experiment.h"
#include "run/owed.h"
#include "run/strategy.h"
#include "sys/child_ledger.h"

namespace brunt::run {

/// How a run is guarded. The providers write the children they start into `ledger`.
struct GuardOptions {
  std::string program;  ///< this program's own file
  Json words;           ///< for the guard's program: how to make providers, how to talk
  std::shared_ptr<sys::ChildLedger> ledger;
};

/// An earlier run that stood at the new one's place and owes something, kept under another name.
struct KeptRun {
  std::filesystem::path event_log;
  std::vector<OwedRollback> rollbacks;
};

/// One run's settings.
struct Options {
  std::filesystem::path journal = "journal.json";
  Strategies settings;  ///< of the settings file; the experiment's `runtime` wins over it
  std::optional<HypothesisStrategy> hypothesis;  ///< of the command line: wins over both
  std::optional<RollbackStrategy> rollbacks;     ///< the same
  std::chrono::nanoseconds frequency = std::chrono::seconds(1);  ///< of continuous checks
  bool fail_fast = false;  ///< a miss of a continuous check ends the method
  Dry dry = Dry::none;
  Only only = Only::everything;
  bool ask_providers = true;  ///< off: what an activity cannot do is found when its turn comes
  bool strict = false;  ///< the switches: a miss of a continuous check is a deviation, and whoever
                        ///< makes an exit status of Ended takes a missed gate for a failure
  bool reference_interruption = false;  ///< `default` plays no rollbacks after an interruption
  Json overrides = Json::object();  ///< configuration keys given with --var, see config::parse_var
  std::string version;              ///< of this program, for the journal
  /// Gets each event after it is on disk, secrets redacted; from several threads, one at a time.
  std::function<void(const model::Event&)> observe;
  std::string file;                             ///< name of the experiment's file, for messages
  codec::Positions positions;                   ///< of the experiment's document, for messages
  std::function<std::string()> interrupted_by;  ///< asked when `stop` is triggered: "SIGINT", ...
  std::function<void(const std::string&)>
      last_resort;     ///< gets the journal when it cannot be written; default: standard error
  std::string run_id;  ///< "" = made from time and chance
  std::optional<GuardOptions> guard;            ///< absent: the run has no guard
  std::function<void(const Error&)> unguarded;  ///< told why there is no guard though wanted
  std::function<void(const KeptRun&)> kept;     ///< told of an earlier run that owes something
  Json source = Json::object();        ///< of the experiment: {"name", "sha256"}, for a recovery
  Json for_recovery = Json::object();  ///< more that a recovery must know: {"resolve"}
  std::optional<config::Resolved> resolved;  ///< given: nothing is looked up
};

struct Prepared;

struct Ended {
  Json journal;                     ///< as written to Options::journal
  std::filesystem::path event_log;  ///< one JSON line per event, beside the journal
  std::string status;               ///< "completed", "failed", "aborted", "interrupted"
  bool deviated = false;
  bool gate_missed = false;            ///< so the method did not run
  bool strict = false;                 ///< as in Options
  std::optional<Error> journal_error;  ///< the journal (or a part of the event log) is not on disk
};

/// Runs an experiment, made ready by prepare() with the same options, to its end on this thread,
/// rollbacks included, and writes its journal; before anything is broken, journal and event log are
/// known to be writable. `stop` interrupts the method, never the rollbacks; `give_up` ends those
/// too. Errors: `invalid_input`, `unavailable`: the run did not start. Their `what` is then a
/// finding in five parts (codec::describe_bare).
/// A provider that is not back 5 s after a stop is told as activity_progress with
/// data {"stop_ignored_for": 5.0}, and waited for.
Result<Ended> run_experiment(const model::Experiment& experiment, const Prepared& prepared,
                             const Options& options, std::stop_token stop, std::stop_token give_up);

}  // namespace brunt::run

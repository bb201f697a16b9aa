#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "model/event.h"
#include "model/experiment.h"
#include "provider/registry.h"

namespace brunt::run {

enum class RollbackStrategy {
  when_not_failed,
  always,
  never,
  deviated
};  ///< the first is the reference's "default"

/// One run's settings.
struct Options {
  std::filesystem::path journal = "journal.json";
  RollbackStrategy rollbacks = RollbackStrategy::when_not_failed;
  Json overrides = Json::object();  ///< configuration keys given with --var
  std::string version;              ///< of this program, for the journal
  std::function<void(const model::Event&)>
      observe;  ///< gets each event after it is on disk, on the caller's thread
};

struct Ended {
  Json journal;                     ///< as written to Options::journal
  std::filesystem::path event_log;  ///< one JSON line per event, beside the journal
  std::string status;               ///< "completed", "failed", "aborted", "interrupted"
  bool deviated = false;
};

/// Runs an experiment to its end on this thread, rollbacks included, and writes its journal. Before
/// anything is broken: providers validate their calls, configuration and secrets are resolved,
/// journal and event log are known to be writable. `stop` interrupts the method, never the
/// rollbacks; `give_up` ends those too. Errors: `invalid_input`, `not_found`, `unavailable`: the
/// run did not start.
Result<Ended> run_experiment(const model::Experiment& experiment,
                             const provider::Registry& providers, const Options& options,
                             std::stop_token stop, std::stop_token give_up);

}  // namespace brunt::run

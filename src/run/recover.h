#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "run/owed.h"
#include "run/prepare.h"

namespace brunt::run {

/// How the rollbacks of a dead engine are played.
struct Recovery {
  std::string by;      ///< "guard" or "recover"; goes with every event
  std::string reason;  ///< what became of the engine, for the journal
  bool again = false;  ///< what may have run is played too
  std::function<Result<>(const model::Event&, bool sync)> append;  ///< to the run's event log
  std::function<void(const model::Event&)> observe;                ///< may be empty
  std::function<std::string()> interrupted_by;                     ///< may be empty
};

/// Do these rollbacks belong to the run on record? An experiment's file may have changed since.
/// Errors: `invalid_input`, naming the first that differs.
Result<> check_same_rollbacks(const Prepared& prepared, const std::vector<model::Event>& recorded);

/// Plays what `recorded` says is owed, each once, in order, as the run would have: pauses, retries
/// and background ones included, whatever comes out of the others. The death, each start and each
/// end go to `append`, and then the end of the run, "interrupted". Gives all events, those on
/// record in front. `stop` is noted, `give_up` ends it: what was not begun is owed still and the
/// run has no end on record. A disk that is full stops nothing.
std::vector<model::Event> play_owed(const Prepared& prepared, std::vector<model::Event> recorded,
                                    const Recovery& recovery, std::stop_token stop,
                                    std::stop_token give_up);

}  // namespace brunt::run

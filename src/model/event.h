#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "model/activity.h"

namespace brunt::model {

enum class Phase {
  before,
  method,
  after,
  rollbacks,
  during,          ///< one check of the continuous ones; `round` says which
  after_rollbacks  ///< the hypothesis once more, when the experiment asks for it
};

enum class EventKind {
  run_started,    ///< data: {"experiment": document, "journal": path, ...}
  phase_started,  ///< data: {"title": ...} for the hypothesis; of a continuous check also {"due":
                  ///< seconds since the start of the run, "lateness": seconds, "overlaps"?: true}
  pause_started,  ///< data: {"seconds": 5.0, "where": "before"|"after"}; `index` is the activity's
  activity_started,   ///< data: {"background": bool, "definition": the activity as the journal
                      ///< shows it, "attempt"?: 2 and so on when it is tried again}
  activity_progress,  ///< data: as the provider told it; never needed for the journal, so not
                      ///< written to disk
  activity_finished,  ///< data: {"status", "output", "exception"?, "duration", "summary"?,
                      ///< "detail"?, "evidence"?, "tolerance_met"?, "tolerance_reason"?,
                      ///< "uncontrolled"?: true when the engine could not run it, "attempt"?,
                      ///< "unjudged"?: true when its tolerance cannot be checked}. "exception" is
                      ///< the journal's list; its last text is "<class>: <message>" and a line end
  phase_finished,     ///< data: {"met": bool} for the hypothesis, absent when it was interrupted
  interrupted,        ///< data: {"by": "SIGINT"|"SIGTERM"|"journal"|..., "give_up"?: true when the
                      ///< rollbacks end too, "reason"?}
  check_skipped,      ///< continuous checks that were due and not made: `round` is the first, data:
                      ///< {"count", "due": of the first, "reason"}
  activity_skipped,   ///< data: {"reason"}; it has no entry in the journal
  run_finished,       ///< data: {"status", "deviated", "duration"}
};

/// One thing that happened in a run. The journal is derived from the list of them, in order; a
/// run's event log holds one a line.
struct Event {
  EventKind kind = EventKind::run_started;
  WallTime at{};
  std::chrono::nanoseconds since_start{0};  ///< steady clock
  Phase phase = Phase::before;
  std::optional<std::size_t> index;  ///< 0-based place of the activity in its phase
  std::optional<std::size_t> round;  ///< 0-based: of the continuous checks, or of a repeated
                                     ///< activity's runs
  std::string activity;              ///< its name; "" where there is none
  Json data = Json::object();

  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace brunt::model

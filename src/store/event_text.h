#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace brunt::store {

/// "before", "method", "after", "rollbacks", "during", "after_rollbacks".
std::string_view phase_name(model::Phase phase);
/// "run_started" and so on.
std::string_view kind_name(model::EventKind kind);

/// One line of an event log, its line end included:
///     {"kind":"activity_started","at":"2026-03-02T09:15:00.104211000Z","since_start_ns":812000,
///      "phase":"method","index":0,"activity":"flush","data":{...}}
std::string to_line(const model::Event& event);

/// Errors: `invalid_input`, naming the member that is missing or wrong.
Result<model::Event> parse_event(std::string_view line);

/// What can be read of an event log, whatever a crash did to it.
struct WholeEvents {
  std::vector<model::Event> events;
  std::vector<std::size_t> damaged;  ///< numbers of the lines that are no events, 1-based
};

/// Takes every line that is an event and leaves the others out: a last one that was cut, zeros that
/// a power cut left behind, a block overwritten in the middle.
WholeEvents whole_events(std::string_view text);

}  // namespace brunt::store

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace brunt::store {

/// "before", "method", "after", "rollbacks".
std::string_view phase_name(model::Phase phase);
/// "run_started" and so on.
std::string_view kind_name(model::EventKind kind);

/// One line of an event log, its line end included:
///     {"kind":"activity_started","at":"2026-03-02T09:15:00.104211000Z","since_start_ns":812000,
///      "phase":"method","index":0,"activity":"flush","data":{...}}
std::string to_line(const model::Event& event);

/// Errors: `invalid_input`, naming the member that is missing or wrong.
Result<model::Event> parse_event(std::string_view line);

/// A whole event log. A last line without its end, cut by a crash or a full disk, is left out.
/// Errors: `invalid_input`, naming the line.
Result<std::vector<model::Event>> parse_events(std::string_view text);

}  // namespace brunt::store

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/fact.h"
#include "cli/narrator.h"
#include "cli/terminal_look.h"

namespace brunt::cli {

/// A fact as rows of a terminal: time 10 columns, sign 2, name 46, result 22, duration to the right
/// edge. Under 100 columns a result that does not fit has its own indented row; nothing is cut.
std::vector<std::string> terminal_rows(const Look& look, const Fact& fact);

/// The rows that move, at `now`: what is waited for, and the load. None, one, two or three.
/// `pause_told`: the pause has a row of its own already, so only what is left of it is shown.
std::vector<std::string> moving_rows(const Look& look, const Narrator& narrator, WallTime now,
                                     bool pause_told);

/// A fact as one sentence of a log; "" for those that only a terminal shows.
std::string piped_line(const Look& look, const Fact& fact);

/// A fact as one JSON object: timestamp, levelname, message, event, and what is known besides.
std::string json_line(const Fact& fact);

}  // namespace brunt::cli

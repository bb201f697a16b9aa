#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/signals.h"

namespace brunt::cli {

/// `brunt sandbox ...`; `words` are those after `sandbox`. Prints its own results and errors and
/// gives the exit status. Signals must be blocked.
int sandbox_command(const std::vector<std::string>& words, const Stops& stops);

/// When `words` (all after the program's name) are those of a process that a sandbox consists of,
/// runs it to its end and gives its exit status. To be called before the process has other threads.
std::optional<int> sandbox_process(const std::vector<std::string>& words);

}  // namespace brunt::cli

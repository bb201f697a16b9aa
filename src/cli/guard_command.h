#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/flags.h"

namespace brunt::cli {

/// When `words` (all after the program's name) are those of a guard, which `brunt run` starts for
/// itself and no help page names, stands guard and gives the exit status. To be called before
/// signals are blocked and before the process has other threads.
std::optional<int> guard_process(const std::vector<std::string>& words);

/// What the guard of a run must know to make the run's providers and to talk as it does.
Json guard_words(const RunFlags& flags);

/// HOST:PORT:ADDRESS:PORT of each, and back.
Json resolve_words(const std::vector<net::Resolve>& resolve);
std::vector<net::Resolve> resolve_of_words(const Json& words);

}  // namespace brunt::cli

#pragma once

#include <string>
#include <vector>

#include "cli/signals.h"

namespace brunt::cli {

/// `brunt load attack|report|encode …`, or the whole command line of a program called `vegeta`
/// (global flags first). The first stop ends the sending and waits for what is out, the second
/// gives it up. Exit: 0 ran, 1 usage or I/O error, 2 bad flag; as vegeta, exactly vegeta's.
int load_command(const std::vector<std::string>& words, bool called_as_vegeta, const Stops& stops);

}  // namespace brunt::cli

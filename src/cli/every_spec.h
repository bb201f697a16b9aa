#pragma once

#include <vector>

#include "cli/options.h"

namespace brunt::cli {

/// For tests: all commands, and the program itself.
inline std::vector<const CommandSpec*> everything() {
  std::vector<const CommandSpec*> specs = all_commands();
  specs.push_back(&program_spec());
  return specs;
}

}  // namespace brunt::cli

#pragma once

#include <string>

#include "cli/trouble.h"

namespace brunt::cli {

/// Wrong usage: what to tell, and the exit status (2; 3 for `report`, whose 2 means inconclusive).
struct WrongUsage {
  Trouble trouble;
  int status = 2;
};

/// "see brunt run --help"
std::string help_hint(const std::string& command);

/// `command` is "" for the program itself; without `to_do` the help page is named.
WrongUsage wrong_usage(const std::string& command, std::string sentence, std::string found,
                       std::string expected, std::string to_do = "");

}  // namespace brunt::cli

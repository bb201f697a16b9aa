#pragma once

#include <string>
#include <string_view>

#include "cli/options.h"

namespace brunt::cli {

/// The help page of a command; "" is the program itself. Nothing for an unknown command.
std::string help_text(std::string_view command);

/// "-j, --journal-path FILE, --journal FILE"
std::string option_head(const Option& option);

}  // namespace brunt::cli

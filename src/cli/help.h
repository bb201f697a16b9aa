#pragma once

#include <string>
#include <string_view>

namespace brunt::cli {

/// The help page of a command, "" for the program itself. "" when there is no such command.
std::string help_text(std::string_view command);

}  // namespace brunt::cli

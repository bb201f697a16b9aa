#pragma once

#include <string>
#include <string_view>

namespace brunt::cli {

/// The man page of a command in roff, with the man macros; "" is the program's own. Made from the
/// option table. Nothing for an unknown command.
std::string man_page(std::string_view command, std::string_view version);

}  // namespace brunt::cli

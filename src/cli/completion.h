#pragma once

#include <string>
#include <string_view>

namespace brunt::cli {

/// A script that teaches `bash`, `zsh` or `fish` the commands, options and values of the option
/// table; "" for another shell.
std::string completion_script(std::string_view shell);

}  // namespace brunt::cli

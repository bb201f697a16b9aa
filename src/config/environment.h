#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace brunt::config {

/// Value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// `path` with a leading `~` replaced by HOME.
std::filesystem::path at_home(const std::string& path, const Environment& environment);

/// The text of a small file, without one line end at its end.
/// Errors: `not_found`, `invalid_input` (a folder, over 1 MiB, not UTF-8), `unavailable`.
Result<std::string> text_of_file(const std::filesystem::path& path);

}  // namespace brunt::config

#pragma once

#include <string_view>

namespace brunt::cli {

/// "0.1.0": that of the build.
std::string_view version();

}  // namespace brunt::cli

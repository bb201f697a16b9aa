#pragma once

#include <optional>
#include <string>

namespace brunt::sys {

/// Value of an environment variable; nothing when it is not set (set but empty is "").
std::optional<std::string> environment(const std::string& name);

/// Name of this host, and a description like "Linux-6.1.0-x86_64-with-glibc2.36" (Python's
/// platform.platform()).
std::string host_name();
std::string platform();

}  // namespace brunt::sys

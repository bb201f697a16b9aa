#include "sys/environment.h"

#include <cstdlib>

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>

namespace brunt::sys {

std::optional<std::string> environment(const std::string& name) {
  // Nothing of ours changes the environment once threads run.
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string host_name() {
  utsname names{};
  if (::uname(&names) != 0) return "localhost";
  return std::data(names.nodename);
}

std::string platform() {
  utsname names{};
  if (::uname(&names) != 0) return "Linux";
  return fmt::format("{}-{}-{}-with-glibc{}", std::data(names.sysname), std::data(names.release),
                     std::data(names.machine), ::gnu_get_libc_version());
}

}  // namespace brunt::sys

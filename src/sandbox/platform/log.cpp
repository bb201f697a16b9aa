#include "sandbox/platform/log.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"

namespace brunt::sandbox::platform {

void write_to_stderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, line.data(), line.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // nobody reads the log any more; the control channel ends the part
    line.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string log_line(WallTime at, std::string_view text) {
  std::string stamp = rfc3339(at, 0);
  std::ranges::replace(stamp, '-', '/');
  std::ranges::replace(stamp, 'T', ' ');
  stamp.back() = ' ';  // the Z
  std::string line = printable(text);
  std::ranges::replace(line, '\n', ' ');
  return stamp + line + "\n";
}

std::string forwarded_text(std::string_view method, std::string_view path, int status,
                           std::chrono::nanoseconds took) {
  return fmt::format("Forwarded [{}] to {} - [{}] - {:.6f} seconds", method, path, status,
                     seconds(took));
}

std::string upstream_error_text(std::string_view method, std::string_view path,
                                std::string_view url, std::string_view reason) {
  std::string verb = lower(method);
  if (!verb.empty() && verb[0] >= 'a' && verb[0] <= 'z') verb[0] = static_cast<char>(verb[0] - 32);
  return fmt::format("error with upstream request to: {}, {} {}: {}", path, verb, url, reason);
}

}  // namespace brunt::sandbox::platform

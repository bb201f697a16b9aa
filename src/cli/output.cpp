#include "cli/output.h"

#include <cerrno>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "cli/log.h"

namespace brunt::cli {

namespace {

/// A trouble in the words of a log: its level says that it is an error.
LogEntry entry_of(const Trouble& trouble) {
  std::string text;
  for (const auto& line : trouble_lines(Look{}, trouble))
    text += (text.empty() ? "" : "\n") + line;
  for (const std::string_view label : {"error: ", "warning: "})
    if (text.starts_with(label)) text.erase(0, label.size());
  return {trouble.warning ? LogLevel::warning : LogLevel::error, "brunt", 0, std::move(text)};
}

}  // namespace

bool print_text(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {
      pollfd ready{fd, POLLOUT, 0};
      if (::poll(&ready, 1, 1000) <= 0) return false;
    } else if (written < 0 && errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool print_lines(int fd, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += line + "\n";
  return print_text(fd, text);
}

void ErrorOutput::tell(const Trouble& trouble) const {
  tell(std::vector{trouble});
}

void ErrorOutput::tell(const std::vector<Trouble>& troubles) const {
  if (troubles.empty()) return;
  if (log != nullptr) {
    for (const auto& trouble : troubles)
      log->write(entry_of(trouble));
    if (log->has_console()) return;
  }
  if (!json) {
    print_lines(STDERR_FILENO, trouble_lines(look, troubles));
    return;
  }
  std::vector<std::string> lines;
  lines.reserve(troubles.size());
  for (const auto& trouble : troubles)
    lines.push_back(trouble_json(trouble));
  print_lines(STDERR_FILENO, lines);
}

}  // namespace brunt::cli

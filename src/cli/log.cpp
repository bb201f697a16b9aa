#include "cli/log.h"

#include <array>
#include <cerrno>
#include <ctime>
#include <mutex>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/output.h"
#include "sys/fd.h"

namespace brunt::cli {
namespace {

/// Source: the reference's colours.
std::string_view colour_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "\x1b[36m";
    case LogLevel::info:
      return "\x1b[32m";
    case LogLevel::warning:
      return "\x1b[33m";
    case LogLevel::error:
    case LogLevel::critical:
      break;
  }
  return "\x1b[31m";
}

/// `2026-03-02 09:15:00` in local time.
std::string local_seconds(WallTime at) {
  const std::time_t whole = std::chrono::system_clock::to_time_t(
      std::chrono::floor<std::chrono::system_clock::duration>(at));
  std::tm local{};
  ::localtime_r(&whole, &local);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                     local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
}

/// The same for the life of the process.
const std::string& context_id() {
  static const std::string id = new_context_id();
  return id;
}

}  // namespace

std::string new_context_id() {
  std::random_device random;
  std::array<unsigned, 4> words{random(), random(), random(), random()};
  words[1] = (words[1] & 0xffff0fffU) | 0x00004000U;
  words[2] = (words[2] & 0x3fffffffU) | 0x80000000U;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16U,
                     words[1] & 0xffffU, words[2] >> 16U, words[2] & 0xffffU, words[3]);
}

std::string_view level_name(LogLevel level) {
  static constexpr std::array<std::string_view, 5> names{"DEBUG", "INFO", "WARNING", "ERROR",
                                                         "CRITICAL"};
  return names[static_cast<std::size_t>(level)];
}

std::string log_line(const LogEntry& entry, WallTime at, bool verbose, bool colour) {
  std::string line = fmt::format("[{} {}]", local_seconds(at), level_name(entry.level));
  if (verbose) line += fmt::format(" [{}:{}]", entry.module, entry.line);
  if (colour) line = fmt::format("{}{}\x1b[39m", colour_of(entry.level), line);
  line += ' ';
  const auto lines = split(entry.text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i)
    line += (i == 0 ? "" : "\n    ") + printable(lines[i]);
  return line;
}

Json log_members(const LogEntry& entry, WallTime at) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
  std::string utc = rfc3339(at, 6);
  utc.replace(utc.size() - 1, 1, "+00:00");
  return {{"process", ::getpid()},
          {"asctime", fmt::format("{},{:03}", local_seconds(at), milliseconds.count() % 1000)},
          {"levelname", level_name(entry.level)},
          {"module", entry.module},
          {"lineno", entry.line},
          {"message", entry.text},
          {"context_id", context_id()},
          {"timestamp", utc}};
}

struct Log::State {
  std::mutex mutex;  ///< guards the redactor
  codec::Redactor redactor;
  LogConsole console = LogConsole::none;
  bool colour = false;
  sys::Fd file;
  LogLevel file_level = LogLevel::debug;
};

Log::Log() : state_(std::make_unique<State>()) {}
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Result<> Log::to_file(const std::filesystem::path& path, LogLevel least) {
  sys::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file) {
    const int code = errno;
    return std::unexpected(
        Error{Errc::unavailable, std::generic_category().message(code), path.string()});
  }
  state_->file = std::move(file);
  state_->file_level = least;
  return {};
}

void Log::to_console(LogConsole form, bool colour) {
  state_->console = form;
  state_->colour = colour;
}

void Log::hide(codec::Redactor redactor) {
  const std::lock_guard lock(state_->mutex);
  state_->redactor = std::move(redactor);
}

bool Log::has_console() const {
  return state_->console != LogConsole::none;
}

bool Log::has_file() const {
  return static_cast<bool>(state_->file);
}

void Log::write(const LogEntry& entry, WallTime at) const {
  const bool to_file = state_->file && entry.level >= state_->file_level;
  const LogLevel least = state_->console == LogConsole::verbose ? LogLevel::debug : LogLevel::info;
  const bool to_console = has_console() && entry.level >= least;
  if (!to_file && !to_console) return;
  LogEntry shown = entry;
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->redactor.empty()) shown.text = state_->redactor.text(entry.text);
  }
  if (to_file) print_text(state_->file.get(), log_line(shown, at, true, false) + "\n");
  if (!to_console) return;
  const std::string line =
      state_->console == LogConsole::json
          ? to_text(log_members(shown, at))
          : log_line(shown, at, state_->console == LogConsole::verbose, state_->colour);
  print_text(STDERR_FILENO, line + "\n");
}

}  // namespace brunt::cli

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "codec/redact.h"

namespace brunt::cli {

enum class LogLevel : std::uint8_t { debug, info, warning, error, critical };

/// One entry of a log. `module` and `line` say where it comes from, as the reference has them.
struct LogEntry {
  LogLevel level = LogLevel::info;
  std::string module;
  int line = 0;
  std::string text;

  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

/// What the command line says about logs.
struct LogWish {
  std::optional<std::filesystem::path> file;
  LogLevel file_level = LogLevel::debug;

  friend bool operator==(const LogWish&, const LogWish&) = default;
};

/// How entries are written on standard error.
enum class LogConsole : std::uint8_t { none, string, verbose, json };

/// `[2026-03-02 09:15:00 INFO] text`, with `[module:line]` when verbose, local time, further lines
/// indented by four blanks. Source: experiment format section 7.4.
std::string log_line(const LogEntry& entry, WallTime at, bool verbose, bool colour);

/// The members that each JSON line of this process begins with: process, asctime, levelname,
/// module, lineno, message, context_id, timestamp.
Json log_members(const LogEntry& entry, WallTime at);

/// "DEBUG" and so on.
std::string_view level_name(LogLevel level);

/// A random UUID.
std::string new_context_id();

/// Entries to standard error and to a file. Any thread may write; an entry is one write. What a
/// full disk does not take is lost, the run is not.
class Log {
 public:
  Log();
  ~Log();
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;

  /// Adds to what is there; makes it when it is not. Errors: `unavailable` with the reason.
  Result<> to_file(const std::filesystem::path& path, LogLevel least);
  /// `least`: debug when verbose, else info.
  void to_console(LogConsole form, bool colour);
  /// What must not be seen in any entry from now on.
  void hide(codec::Redactor redactor);

  bool has_console() const;
  bool has_file() const;
  void write(const LogEntry& entry, WallTime at) const;
  void write(const LogEntry& entry) const { write(entry, wall_now()); }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace brunt::cli

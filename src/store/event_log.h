#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "store/event_text.h"
#include "sys/file.h"

namespace brunt::store {

/// `out/journal.json` gives `out/journal.events.jsonl`.
std::filesystem::path event_log_beside(const std::filesystem::path& journal);

/// How the name of every event log ends.
inline constexpr std::string_view event_log_suffix = ".events.jsonl";

/// A run's events on disk, one JSON line each. What could not be written is kept and tried again
/// with the next one, so the file never has a gap.
/// One thread owns it.
class EventLog {
 public:
  /// Errors: `unavailable` with the reason.
  static Result<EventLog> create(const std::filesystem::path& path);
  /// Goes on with one that is there. A last line that was cut stays as it is, on a line of its own.
  /// Errors: `not_found`, `unavailable` with the reason.
  static Result<EventLog> reopen(const std::filesystem::path& path);

  /// Written before it returns: it outlives this process. With `sync` it and all before it outlive
  /// the machine too. Errors: `unavailable` with the reason (disk full); the event is kept.
  Result<> append(const model::Event& event, bool sync = true);

  /// Tries once more to write what is kept, and syncs. Errors: as append.
  Result<> flush();

 private:
  Result<> write_waiting(bool sync);

  explicit EventLog(sys::AppendFile file) : file_(std::move(file)) {}
  sys::AppendFile file_;
  std::deque<std::string> waiting_;
};

/// All that is whole in it; it may be written while it is read.
/// Errors: `not_found`, `unavailable`, `invalid_input` when no line of it is an event.
Result<WholeEvents> read_event_log(const std::filesystem::path& path);

}  // namespace brunt::store

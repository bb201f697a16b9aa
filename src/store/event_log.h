#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "sys/file.h"

namespace brunt::store {

/// `out/journal.json` gives `out/journal.events.jsonl`.
std::filesystem::path event_log_beside(const std::filesystem::path& journal);

/// A run's events on disk, one JSON line each, synced before append() returns. What could not be
/// written is kept and tried again with the next one, so the file never has a gap.
/// One thread owns it.
class EventLog {
 public:
  /// Errors: `unavailable` with the reason.
  static Result<EventLog> create(const std::filesystem::path& path);

  /// Errors: `unavailable` with the reason (disk full); the event is kept.
  Result<> append(const model::Event& event);

  /// Tries once more to write what is kept. Errors: as append.
  Result<> flush();

 private:
  explicit EventLog(sys::AppendFile file) : file_(std::move(file)) {}
  sys::AppendFile file_;
  std::deque<std::string> waiting_;
};

/// Errors: `not_found`, `unavailable`, `invalid_input` with the line.
Result<std::vector<model::Event>> read_event_log(const std::filesystem::path& path);

}  // namespace brunt::store

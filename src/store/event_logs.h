#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace brunt::store {

/// The event logs in `path`: itself when it is a file; in a folder those in it and in folders below
/// it, four levels deep, without hidden ones and links; sorted.
/// Errors: `not_found`, `unavailable`.
Result<std::vector<std::filesystem::path>> find_event_logs(const std::filesystem::path& path);

/// The event log that a person means by `run`: an event log, a journal that has one beside it, or a
/// folder with one in it. Errors: `not_found`; `invalid_input` when there are several.
Result<std::filesystem::path> event_log_of(const std::filesystem::path& run);

/// Where the journal of a run belongs, told from its event log and what is in it: beside the log,
/// by the name that the run was given, or the log's when that was moved away under another.
std::filesystem::path journal_of(const std::filesystem::path& event_log,
                                 const std::vector<model::Event>& events);

/// A name beside `event_log` that nobody uses, for keeping it when a new run needs its place:
/// `journal.20260302T091500Z-5f3a09c2.events.jsonl`.
std::filesystem::path kept_beside(const std::filesystem::path& event_log,
                                  const std::vector<model::Event>& events);

}  // namespace brunt::store

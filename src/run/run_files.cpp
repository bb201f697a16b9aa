#include "run/run_files.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "store/event_logs.h"

namespace brunt::run {
namespace {

namespace fs = std::filesystem;

bool is_device(const fs::path& path) {
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

Result<std::optional<KeptRun>> keep_evidence(const fs::path& event_log) {
  const auto old = store::read_event_log(event_log);
  if (!old) return std::nullopt;  // none, or nothing that can be read
  auto rollbacks = what_is_owed(old->events);
  if (!any(rollbacks, Debt::owed) && !any(rollbacks, Debt::may_have_run)) return std::nullopt;
  KeptRun kept{store::kept_beside(event_log, old->events), std::move(rollbacks)};
  std::error_code error;
  fs::rename(event_log, kept.event_log, error);
  if (!error) return kept;
  return std::unexpected(Error{Errc::invalid_input,
                               "the event log of an earlier run is there, is evidence, and cannot "
                               "be renamed: " +
                                   error.message(),
                               "'" + event_log.string() + "'"});
}

}  // namespace

fs::path event_log_for(const fs::path& journal) {
  if (!is_device(journal)) return store::event_log_beside(journal);
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  return (error ? fs::path("/tmp") : folder) /
         fmt::format("brunt-{}{}", ::getpid(), store::event_log_suffix);
}

Result<RunFiles> open_run_files(const fs::path& journal) {
  const fs::path path = event_log_for(journal);
  auto lock = BRUNT_TRY(store::RunLock::take(path, "run"));
  auto kept = BRUNT_TRY(keep_evidence(path));
  auto log = store::EventLog::create(path);
  if (!log) {
    return std::unexpected(
        Error{Errc::invalid_input, log.error().what, std::move(log.error().context)});
  }
  return RunFiles{path, std::move(lock), *std::move(log), std::move(kept), is_device(journal)};
}

}  // namespace brunt::run

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "sys/fd.h"
#include "sys/process.h"

namespace brunt::store {

/// Which process has a run in its hands: enough to tell from anywhere whether it still lives.
struct Holder {
  std::string role;  ///< "run", "recover", "guard"
  sys::ProcessId process;
  std::string boot;                     ///< a number is another process's after the next boot
  std::string host;                     ///< or in another container
  std::optional<sys::ProcessId> guard;  ///< stands by, and takes over when `process` dies

  /// This process.
  static Holder self(std::string role);

  friend bool operator==(const Holder&, const Holder&) = default;
};

Json to_json(const Holder& holder);
/// Errors: `invalid_input`.
Result<Holder> parse_holder(const Json& json);

/// "process 4711 (brunt run)"
std::string describe(const Holder& holder);

/// `out/journal.events.jsonl` gives `out/journal.events.lock`.
std::filesystem::path lock_beside(const std::filesystem::path& event_log);

/// A run held by this process. The lock is a file beside the event log: it names its holder, for
/// people and for disks that know no locks, and is itself locked (fcntl), so that of two who take
/// it at the same instant one gets it. The kernel lets go when the holder dies; the file then stays
/// and is taken over. Released, and the file removed, when this goes.
class RunLock {
 public:
  /// Errors: `unavailable`, naming the holder: it or its guard is alive. A guard gets what it is
  /// itself named as guard of. `invalid_input`: the file cannot be made.
  static Result<RunLock> take(const std::filesystem::path& event_log, std::string role);
  RunLock(RunLock&&) noexcept = default;
  RunLock& operator=(RunLock&&) noexcept;
  ~RunLock();

  /// Writes down who takes over should this process die.
  Result<> name_guard(const sys::ProcessId& guard);

 private:
  RunLock(std::filesystem::path path, sys::Fd fd, Holder self)
      : path_(std::move(path)), fd_(std::move(fd)), self_(std::move(self)) {}
  void release();

  std::filesystem::path path_;
  sys::Fd fd_;
  Holder self_;
};

/// Who has the run of this event log in hands, if somebody alive has. Takes nothing.
std::optional<Holder> living_holder(const std::filesystem::path& event_log);

}  // namespace brunt::store

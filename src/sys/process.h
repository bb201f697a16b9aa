#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/limits.h"
#include "base/result.h"
#include "sys/child_ledger.h"
#include "sys/fd.h"

namespace brunt::sys {

/// Which process: an id alone may have been given to another one since.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t started = 0;  ///< field 22 of /proc/PID/stat, clock ticks since boot

  friend bool operator==(const ProcessId&, const ProcessId&) = default;
};

/// Errors: `not_found` when there is no such process.
Result<ProcessId> identify(pid_t pid);
/// Is exactly this process still there (and no zombie)?
bool alive(const ProcessId& id);
/// Sends `signal` to exactly this process (pidfd). Errors: `not_found` when it is gone.
Result<> send_signal(const ProcessId& id, int signal);
/// Resident memory in bytes (proportional set size where /proc allows), or nothing when it is gone.
std::optional<std::size_t> resident_bytes(pid_t pid);

struct Spawn {
  std::vector<std::string> argv;  ///< argv[0] is a path, or a name that is looked up in PATH
  std::map<std::string, std::string> environment;  ///< added to ours
  std::string directory;                           ///< "" = ours
  int out = -1, err = -1,
      in = -1;  ///< descriptors for the child; -1 = /dev/null for in, ours for out and err
  bool own_group = true;     ///< its own process group
  bool own_session = false;  ///< its own session: no terminal's signals reach it
  int death_signal =
      0;  ///< sent to the child when the thread that spawned it ends (PR_SET_PDEATHSIG); 0 = none
  std::shared_ptr<ChildLedger> ledger;  ///< its group is written down there while it runs
};

/// A child process. Ends the whole group when destroyed while it runs (TERM, then KILL after 1 s),
/// and reaps it.
class Child {
 public:
  /// Signal mask and handlers are reset in the child; no descriptor but 0, 1, 2 is inherited.
  /// Errors: `not_found`, `invalid_input` (not executable), `internal`.
  static Result<Child> start(const Spawn& spawn);
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;
  ~Child();

  pid_t pid() const;
  /// Readable once the child has ended.
  int pidfd() const;
  /// Exit code, or minus the signal's number. Errors: `timed_out`, `stopped`.
  Result<int> wait(const Limits& limits);
  /// Signal to the whole group (or the child alone when it has no group of its own).
  void signal_group(int signal);

 private:
  Child() = default;
  void reaped();
  pid_t pid_ = -1;
  bool group_ = false;
  Fd pidfd_;
  std::optional<int> status_;
  std::shared_ptr<ChildLedger> ledger_;  ///< keeps `slot_`
  ChildLedger::Slot* slot_ = nullptr;
};

struct RunOutput {
  int status = 0;  ///< exit code, or minus the signal's number
  std::string out, err;
  std::size_t out_bytes = 0, err_bytes = 0;  ///< printed; more than is kept when there was too much
};

/// Runs a program to its end and keeps the first `most` bytes of each of its two streams; what
/// comes after them is read and counted. On stop or deadline: TERM to the group, KILL after 250 ms.
/// Errors: as Child, `timed_out`, `stopped`.
Result<RunOutput> run_program(const Spawn& spawn, const Limits& limits,
                              std::size_t most = static_cast<std::size_t>(-1));

/// Full path of `name` as a shell would find it, or nothing.
std::optional<std::string> find_program(const std::string& name);
/// The same, looked up in `path` (folders with ':' between them).
std::optional<std::string> find_program(const std::string& name, const std::string& path);

/// Path of this program's own file.
std::string own_path();

}  // namespace brunt::sys

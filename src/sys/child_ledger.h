#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "sys/fd.h"

namespace brunt::sys {

/// The groups of processes that this program has running, written down in memory that another
/// process shares, so that this one can end them when we die. A pipe of a shell is what it is for:
/// the shell gets a signal when we end, what it started does not.
///
///     [header: our session] [slot: group, since] [slot] ...
///
/// A child writes itself down between fork and exec, so nothing it starts can be missed; its slot
/// is free again once it is reaped. Safe to use from several threads.
class ChildLedger {
 public:
  /// One group. `since`: nanoseconds since boot at which it wrote itself down.
  struct Group {
    pid_t id = 0;
    std::int64_t since = 0;
  };

  /// Place for one group; in shared memory.
  struct Slot {
    std::atomic<std::int32_t> group;  ///< 0 = free, -1 = taken and not written yet
    std::atomic<std::int64_t> since;
  };
  static_assert(std::atomic<std::int32_t>::is_always_lock_free &&
                std::atomic<std::int64_t>::is_always_lock_free);

  /// A new one, of this process. Errors: `internal`.
  static Result<ChildLedger> create();
  /// Another process's, by a descriptor that it handed over. Errors: `invalid_input`.
  static Result<ChildLedger> open(Fd fd);
  ChildLedger(ChildLedger&& other) noexcept;
  ChildLedger& operator=(ChildLedger&&) = delete;
  ~ChildLedger();

  int fd() const { return fd_.get(); }

  /// nullptr when all are taken: that child will not be written down.
  Slot* reserve();
  static void release(Slot& slot);
  /// Called by the child itself; safe between fork and exec.
  static void write(Slot& slot);

  /// Those that run now.
  std::vector<Group> groups() const;

  /// Ends every group that is still there: TERM, then KILL to what is left after `patience`. A
  /// group whose number was given to another since is left alone. Gives how many there were.
  std::size_t end_all(std::chrono::milliseconds patience) const;

 private:
  struct Memory;
  ChildLedger(Fd fd, Memory* memory) : fd_(std::move(fd)), memory_(memory) {}
  bool is_ours(const Group& group) const;

  Fd fd_;
  Memory* memory_ = nullptr;
};

}  // namespace brunt::sys

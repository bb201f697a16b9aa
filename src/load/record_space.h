#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "load/record_format.h"

namespace brunt::load {

/// Room in a record file, handed out block by block.
///
///   header | block block … block | block …          | on disk, not mapped yet   |
///          └ in use: the caller's ┘ ready: mapped,    └ up to 64 MiB at a time
///                                   its pages there
///
/// A thread of its own keeps a window of 1 MiB ready and the disk allocated, so that whoever
/// records waits neither for the file system nor for page faults. Memory: two windows.
class RecordSpace {
 public:
  /// Allocates from `begin` on in `fd`, which outlives this.
  RecordSpace(int fd, std::size_t begin);
  ~RecordSpace();
  RecordSpace(const RecordSpace&) = delete;
  RecordSpace& operator=(const RecordSpace&) = delete;

  /// The next block, all zero, mapped and on disk; the caller unmaps it. Errors: `unavailable` with
  /// the reason (disk full); when there is no room for a window, a smaller one that fits comes
  /// first.
  brunt::Result<char*> next();

  /// Where what was handed out ends in the file.
  std::size_t end() const { return end_; }

  /// Ends the thread and unmaps what was not handed out. Idempotent.
  void stop();

 private:
  struct Window {
    char* at = nullptr;
    std::size_t size = 0;
    int error = 0;  ///< why it is empty
  };

  void work(const std::stop_token& stop);
  Window make(std::size_t offset);
  int allocate(std::size_t up_to);
  void drop(const Window& window);

  int fd_;
  std::size_t end_;        ///< of the blocks handed out
  std::size_t allocated_;  ///< on disk up to here; the thread's
  std::size_t mapped_;     ///< mapped up to here; the thread's
  std::size_t step_;       ///< of the next allocation; the thread's
  Window window_;
  std::size_t used_ = 0;  ///< of window_
  std::mutex mutex_;      ///< guards ready_
  std::condition_variable_any changed_;
  std::optional<Window> ready_;
  std::jthread thread_;
};

}  // namespace brunt::load

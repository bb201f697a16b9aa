#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/limits.h"
#include "base/result.h"
#include "sys/fd.h"

namespace brunt::cli {

/// Lines to whoever follows a run: a file, a unix socket, a TCP socket. Whoever reads slowly never
/// delays the run: up to 16 MiB wait, what comes then is left out, and a line
/// {"kind":"events_lost","count":N} says so once there is room.
class EventStream {
 public:
  /// `target`: PATH, `unix:PATH` or `tcp:HOST:PORT`. A file is made anew.
  /// Errors: `invalid_input`, `unavailable`, `timed_out`.
  static Result<std::unique_ptr<EventStream>> open(const std::string& target, const Limits& limits);

  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// `line` with its line end. Any thread.
  void send(std::string line);

  /// Waits up to two seconds until all is written. Gives how many lines were not.
  std::uint64_t finish();

 private:
  explicit EventStream(sys::Fd fd);
  void write_until(const std::stop_token& stop);

  sys::Fd fd_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable_any wake_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t lost_ = 0, untold_ = 0;
  bool writing_ = false, broken_ = false, closing_ = false;
  std::jthread thread_;  ///< last: joined before the rest goes
};

}  // namespace brunt::cli

#pragma once

#include <atomic>
#include <stop_token>
#include <string>
#include <thread>

#include "sys/fd.h"

namespace brunt::cli {

/// Blocks the signals that this program reads, for this thread and those it starts, and ignores
/// SIGPIPE. Called first in main, before any thread.
void block_signals();

/// What a user's signals ask for.
struct Stops {
  std::stop_token stop;                  ///< end what you do, tidily
  std::stop_token give_up;               ///< end at once
  const std::atomic<int>* by = nullptr;  ///< number of the first signal, 0 = none yet
};

/// "SIGINT"; "a signal" for what is none.
std::string signal_name(int number);

/// Reads signals from a descriptor on a thread of its own. No handlers, so nothing runs between two
/// instructions of ours. Source: experiment format section 5.9.
///
/// | signal          | the first one | after another                             |
/// | SIGINT, SIGTERM | stop          | give up                                   |
/// | SIGHUP, SIGUSR1 | stop          | nothing: they come along with others      |
/// | SIGUSR2         | give up       | give up                                   |
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  Stops stops() const { return {stop_.get_token(), give_up_.get_token(), &first_}; }

 private:
  void read_until(const std::stop_token& end);
  void heed(int number);

  std::stop_source stop_, give_up_;
  std::atomic<int> first_{0};
  sys::Fd signals_;
  std::jthread thread_;
};

}  // namespace brunt::cli

#pragma once

#include <functional>
#include <stop_token>

#include "sys/fd.h"

namespace brunt::sys {

/// A descriptor that becomes readable when a stop token is triggered, so that a stop can be polled
/// with the work.
class StopFd {
 public:
  explicit StopFd(std::stop_token stop);
  int get() const { return fd_.get(); }

 private:
  Fd fd_;
  std::stop_callback<std::function<void()>> wake_;  // after fd_: gone before the descriptor closes
};

}  // namespace brunt::sys

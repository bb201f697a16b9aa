#pragma once

#include <vector>

#include "base/deadline.h"

namespace brunt::sys {

/// Waits until one of `fds` is readable (or hung up) or the deadline has passed; true for each one
/// that is. A negative descriptor is never ready.
std::vector<bool> poll_wait(const std::vector<int>& fds, Deadline deadline);

/// Milliseconds for poll(2) until `deadline`: rounded up, -1 = for ever.
int poll_timeout(Deadline deadline);

}  // namespace brunt::sys

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "sys/fd.h"

namespace brunt::sys {

/// Two ends of a local channel; closed on exec.
struct SocketPair {
  Fd ours, theirs;
};
/// Errors: `internal`.
Result<SocketPair> socket_pair();

/// One message of a local channel: its length (4 bytes, of this machine's order), then its text; a
/// descriptor may come with it.
struct Frame {
  std::string text;
  Fd attached;
};

/// Errors: `unavailable`: the other side is gone. Never raises SIGPIPE.
Result<> send_frame(int socket, std::string_view text, int attached = -1);

/// Errors: `unavailable`: the other side is gone; `invalid_input`: more than `max_bytes`;
/// `timed_out`, `stopped`.
Result<Frame> read_frame(int socket, const Limits& limits,
                         std::size_t max_bytes = std::size_t{256} << 20U);

}  // namespace brunt::sys

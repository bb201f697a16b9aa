#pragma once

#include <csignal>

namespace brunt::sys {

/// Keeps SIGPIPE from this thread while it stands: OpenSSL writes to sockets that the other side
/// has closed. The write says EPIPE as well.
class NoSigpipe {
 public:
  NoSigpipe();
  ~NoSigpipe();
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

}  // namespace brunt::sys

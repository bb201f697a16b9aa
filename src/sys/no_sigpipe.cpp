#include "sys/no_sigpipe.h"

#include <ctime>

#include <pthread.h>

namespace brunt::sys {

NoSigpipe::NoSigpipe() {
  sigset_t pending;
  ::sigpending(&pending);
  was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
  ::sigemptyset(&pipe_);
  ::sigaddset(&pipe_, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

NoSigpipe::~NoSigpipe() {
  const timespec now{};
  if (!was_pending_) ::sigtimedwait(&pipe_, nullptr, &now);  // takes what we caused
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace brunt::sys

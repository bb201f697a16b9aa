#include "sys/stop_fd.h"

#include <utility>

#include <sys/eventfd.h>

namespace brunt::sys {

StopFd::StopFd(std::stop_token stop)
    : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      wake_(std::move(stop), [fd = fd_.get()] { ::eventfd_write(fd, 1); }) {}

}  // namespace brunt::sys

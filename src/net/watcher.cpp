#include "net/watcher.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace brunt::net {

Watcher::Watcher()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = 0;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, end_.get(), &event);
  thread_ = std::jthread([this] { loop(); });
}

Watcher::~Watcher() {
  ::eventfd_write(end_.get(), 1);
}

void Watcher::loop() {
  std::array<epoll_event, 16> events;
  for (;;) {
    const int n = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (n < 0 && errno != EINTR) return;
    for (int i = 0; i < n; ++i) {
      const std::uint64_t id = events[static_cast<std::size_t>(i)].data.u64;
      if (id == 0) return;
      std::stop_source source(std::nostopstate);
      {
        const std::lock_guard lock(mutex_);
        if (const auto at = open_.find(id); at != open_.end()) source = at->second;
      }
      source.request_stop();  // may run callbacks, so not under the lock
    }
  }
}

Watcher::Watch::Watch(Watcher& watcher, int fd, std::stop_source source)
    : watcher_(watcher), fd_(fd) {
  {
    const std::lock_guard lock(watcher_.mutex_);
    id_ = watcher_.next_++;
    watcher_.open_.emplace(id_, std::move(source));
  }
  epoll_event event{};
  event.events = EPOLLRDHUP | EPOLLONESHOT;
  event.data.u64 = id_;
  ::epoll_ctl(watcher_.epoll_.get(), EPOLL_CTL_ADD, fd_, &event);
}

Watcher::Watch::~Watch() {
  ::epoll_ctl(watcher_.epoll_.get(), EPOLL_CTL_DEL, fd_, nullptr);
  const std::lock_guard lock(watcher_.mutex_);
  watcher_.open_.erase(id_);
}

}  // namespace brunt::net

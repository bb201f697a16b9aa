#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

#include "sys/fd.h"

namespace brunt::net {

/// Sees that the other end of a connection goes away while nobody reads from it: one thread and one
/// epoll set for all connections of a server.
class Watcher {
 public:
  Watcher();
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// Triggers a stop source when the peer of `fd` closes; until it is destroyed.
  class Watch {
   public:
    Watch(Watcher& watcher, int fd, std::stop_source source);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watcher& watcher_;
    int fd_;
    std::uint64_t id_ = 0;
  };

 private:
  void loop();

  sys::Fd epoll_, end_;
  std::mutex mutex_;
  std::uint64_t next_ = 1;                          ///< guarded by mutex_
  std::map<std::uint64_t, std::stop_source> open_;  ///< guarded by mutex_
  std::jthread thread_;                             // last: the rest must be there for it
};

}  // namespace brunt::net

#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace brunt::run {

/// A queue from many threads to whoever decides next.
template <class T>
class Inbox {
 public:
  using Clock = std::chrono::steady_clock;

  void push(T item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
  }

  /// Ends a wait() though there is nothing, now or when it comes.
  void poke() {
    {
      const std::lock_guard lock(mutex_);
      poked_ = true;
    }
    ready_.notify_one();
  }

  /// Until there is one, poke(), or `until` has passed. One thread only.
  void wait(Clock::time_point until) {
    std::unique_lock lock(mutex_);
    ready_.wait_until(lock, until, [&] { return poked_ || !items_.empty(); });
    poked_ = false;
  }

  /// The next one, if there is one.
  std::optional<T> pop() {
    const std::lock_guard lock(mutex_);
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
  bool poked_ = false;
};

}  // namespace brunt::run

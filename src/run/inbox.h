#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace brunt::run {

/// A queue from many threads to one. The only object that threads of a run share.
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

  /// The next one, or nothing when `until` passes first; without `until` it waits for one.
  std::optional<T> pop(std::optional<Clock::time_point> until) {
    std::unique_lock lock(mutex_);
    const auto filled = [&] { return !items_.empty(); };
    if (until) {
      if (!ready_.wait_until(lock, *until, filled)) return std::nullopt;
    } else {
      ready_.wait(lock, filled);
    }
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
};

}  // namespace brunt::run

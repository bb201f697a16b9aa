#include "load/record_space.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>

namespace brunt::load {
namespace {

constexpr std::size_t window_size = 64 * record::block_size;
constexpr std::size_t first_step = std::size_t{1} << 20U;
constexpr std::size_t largest_step = std::size_t{64} << 20U;

}  // namespace

RecordSpace::RecordSpace(int fd, std::size_t begin)
    : fd_(fd),
      end_(begin),
      allocated_(begin),
      mapped_(begin),
      step_(first_step),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

RecordSpace::~RecordSpace() {
  stop();
}

void RecordSpace::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  drop({window_.at + used_, window_.size - used_, 0});
  window_ = {};
  used_ = 0;
  if (ready_) drop(*ready_);
  ready_.reset();
}

void RecordSpace::drop(const Window& window) {
  if (window.at != nullptr && window.size > 0) ::munmap(window.at, window.size);
}

brunt::Result<char*> RecordSpace::next() {
  if (used_ == window_.size) {
    if (window_.error == 0) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ready_.has_value(); });
      window_ = ready_.value_or(Window{});
      ready_.reset();
      used_ = 0;
      lock.unlock();
      changed_.notify_all();
    }
    if (used_ == window_.size) {
      return std::unexpected(
          Error{Errc::unavailable, std::generic_category().message(window_.error), {}});
    }
  }
  char* block = window_.at + used_;
  used_ += record::block_size;
  end_ += record::block_size;
  return block;
}

void RecordSpace::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Window made = make(mapped_);
    mapped_ += made.size;
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !ready_.has_value(); })) {
      drop(made);
      return;
    }
    ready_ = made;
    lock.unlock();
    changed_.notify_all();
    if (made.error != 0) return;
  }
}

/// 0, or why the file cannot have `up_to` bytes.
int RecordSpace::allocate(std::size_t up_to) {
  while (allocated_ < up_to) {
    const std::size_t least = up_to - allocated_;
    std::size_t size = std::max(step_, least);
    int error = 0;
    do {
      error = ::posix_fallocate(fd_, static_cast<off_t>(allocated_), static_cast<off_t>(size));
    } while (error == EINTR);
    if (error != 0 && size == least) return error;
    if (error != 0) {
      step_ = std::max(least, size / 2);  // a disk that is nearly full
      continue;
    }
    allocated_ += size;
    step_ = std::min(step_ * 8, largest_step);
  }
  return 0;
}

RecordSpace::Window RecordSpace::make(std::size_t offset) {
  std::size_t size = window_size;
  int error = allocate(offset + size);
  while (error != 0 && size > record::block_size) {
    size /= 2;
    error = allocate(offset + size);
  }
  if (error != 0) return {nullptr, 0, error};
  void* at =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, static_cast<off_t>(offset));
  if (at == MAP_FAILED) return {nullptr, 0, errno};
  // Pages that are there already cost the one who records no fault; where the kernel cannot (before
  // 5.14), they are made at the first touch.
  ::madvise(at, size, MADV_POPULATE_WRITE);
  return {static_cast<char*>(at), size, 0};
}

}  // namespace brunt::load

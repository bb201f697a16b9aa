#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"

namespace brunt::load {

/// The bytes of a file from front to back. A regular file is mapped; a pipe is read as far as is
/// asked for and forgotten as it is taken, so that memory holds one record, not the file.
class ByteSource {
 public:
  /// "stdin" is the standard input. A stop token ends the waiting for a pipe: it then looks like
  /// the end. Errors: `not_found`, `unavailable`, with the text of Go's os.Open.
  static brunt::Result<ByteSource> open(const std::string& name, std::stop_token stop = {});
  /// Of bytes that stay where they are.
  static ByteSource of(std::string_view bytes);

  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&&) = delete;
  ~ByteSource();

  /// What is here, from the position on.
  std::string_view window() const { return all().substr(at_); }
  /// Makes the window longer. False at the end. Errors: `unavailable`, `invalid_input` (more than
  /// 1 GiB would have to be kept).
  brunt::Result<bool> more();
  /// Moves the position on.
  void take(std::size_t size) { at_ += size; }
  /// Back to the first byte; for as long as nothing was forgotten, which release() begins.
  void rewind() { at_ = 0; }
  void release() { held_ = false; }
  /// Called before each wait for a pipe.
  void on_wait(std::function<void()> call) { on_wait_ = std::move(call); }

 private:
  ByteSource() = default;
  std::string_view all() const { return fd_ ? std::string_view(read_) : given_; }

  std::string_view given_;  ///< mapped, or the caller's
  void* mapped_ = nullptr;
  sys::Fd fd_;  ///< of a pipe
  std::string name_, read_;
  std::size_t at_ = 0;
  bool held_ = true;
  std::stop_token stop_;
  std::function<void()> on_wait_;
};

}  // namespace brunt::load

#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace brunt::load {

/// Unpacks a gzip stream as it comes.
class Gunzip {
 public:
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Ready for a new stream.
  void begin();
  /// Hands what comes out of `bytes` to `take`, which returns false to stop. False when `take` did,
  /// or when this is no gzip stream: failed() tells.
  bool feed(std::string_view bytes, const std::function<bool(std::string_view)>& take);
  bool failed() const { return failed_; }
  bool whole() const { return ended_; }  ///< the stream came to its end

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool failed_ = false, ended_ = false;
};

}  // namespace brunt::load

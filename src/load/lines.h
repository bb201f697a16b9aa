#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "load/byte_source.h"

namespace brunt::load {

/// The lines of a source, without their ends.
class Lines {
 public:
  explicit Lines(ByteSource& source) : source_(source) {}

  /// Valid until the next call. The last line needs no end. Nothing at the end of the source.
  brunt::Result<std::optional<std::string_view>> next();
  /// Of the line that next() gave last, from 1.
  std::size_t number() const { return number_; }
  /// Had that line its end?
  bool ended() const { return ended_; }

 private:
  ByteSource& source_;
  std::size_t number_ = 0;
  bool ended_ = true;
};

}  // namespace brunt::load

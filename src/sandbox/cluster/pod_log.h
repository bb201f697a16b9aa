#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace brunt::sandbox::cluster {

/// What `GET .../pods/{p}/log` asks for.
struct LogQuery {
  bool follow = false, previous = false, timestamps = false;
  std::optional<WallTime> since;
  std::optional<std::size_t> tail;         ///< lines
  std::optional<std::size_t> limit_bytes;  ///< of the answer
};

/// What one container has printed: lines with the time they arrived. Keeps the last 4 MiB.
class ContainerLog {
 public:
  void append(WallTime arrived, std::string_view line);
  /// Nothing more comes: followers end.
  void close() { closed_ = true; }
  bool closed() const { return closed_; }

  /// The lines that `query` asks for, as text.
  std::string text(const LogQuery& query) const;
  /// Lines from number `from` on (numbers count from 0, over all that ever came); moves `from` to
  /// the next. For following.
  std::string text_from(std::uint64_t& from, bool timestamps) const;
  /// Number of the next line to come.
  std::uint64_t next() const { return first_ + lines_.size(); }
  std::string last_line() const { return lines_.empty() ? "" : lines_.back().text; }

 private:
  struct Line {
    WallTime at;
    std::string text;
  };
  static void print(std::string& out, const Line& line, bool timestamps);

  std::deque<Line> lines_;
  std::uint64_t first_ = 0;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace brunt::sandbox::cluster

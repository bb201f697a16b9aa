#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal_look.h"

namespace brunt::cli {

/// One second of a load, by due time.
struct LoadSecond {
  std::uint64_t sent = 0, ok = 0, failed = 0;
  std::chrono::nanoseconds p95{0};  ///< of its successes

  friend bool operator==(const LoadSecond&, const LoadSecond&) = default;
};

/// One sign a second: height is p95 on a log scale from 100 ms to `timeout`; a failure is ×; not
/// answered yet is ·; `fault_second` (0-based) is a stroke in place of its bar. Nothing sent:
/// blank.
std::string sparkline(const Look& look, const std::vector<LoadSecond>& seconds,
                      std::chrono::nanoseconds timeout, std::optional<std::size_t> fault_second);

/// Joins neighbouring seconds until there are at most `most`. The fault's place moves along.
void shorten(std::vector<LoadSecond>& seconds, std::optional<std::size_t>& fault_second,
             std::size_t most);

}  // namespace brunt::cli

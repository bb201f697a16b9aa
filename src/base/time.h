#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace brunt {

/// An instant on the wall clock, UTC, to the nanosecond. Durations are measured on the steady
/// clock, never by subtracting two of these.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Reads the wall clock.
WallTime wall_now();

/// `2018-04-24T17:20:48.977500+00:00`: as a Chaos Toolkit journal has it, six digits, none when
/// they are all zero.
std::string journal_time(WallTime at);

/// `2018-04-24T17:20:48.977500123Z` with `digits` (0 to 9) digits after the point, cut, not
/// rounded.
std::string rfc3339(WallTime at, int digits = 9);

/// `17:20:48.9` with `digits` (0 to 9) digits after the point, cut.
std::string clock_time(WallTime at, int digits = 1);

/// Reads RFC 3339 and ISO 8601 with up to nine digits, `Z` or an offset; without one it is UTC.
/// Errors: `invalid_input`.
Result<WallTime> parse_time(std::string_view text);

/// Reads Go's durations: `60s`, `1m30s`, `1.5h`, `250ms`, `3us`, `0`. Errors: `invalid_input`.
Result<std::chrono::nanoseconds> parse_go_duration(std::string_view text);

/// Prints a duration as Go does: `1m0s`, `3.149s`, `163.525954ms`, `361.287µs`, `0s`.
std::string go_duration(std::chrono::nanoseconds value);

/// Seconds as a floating-point number.
inline double seconds(std::chrono::nanoseconds value) {
  return static_cast<double>(value.count()) / 1e9;
}

}  // namespace brunt

#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace brunt::provider {

/// A moment as people write it.
struct Moment {
  WallTime at{};
  bool relative = false;  ///< it was counted from now

  friend bool operator==(const Moment&, const Moment&) = default;
};

/// Reads `now`, `today`, `yesterday`, `midnight`; durations, which are the past (`5m`, `1h 30m`,
/// `40s`, `1.5 hours ago`, `2 days, 3 hours ago`, `an hour ago`, `-5m`), unless written
/// `in 5 minutes`; RFC 3339 and ISO 8601; epoch seconds (10 digits) and milliseconds (13 digits).
/// `m` is minutes, `M` months. What has no offset is local time.
/// Errors: `invalid_input` for anything else, with what would be understood.
/// Source: the English part of Python's dateparser, as the reference's users write it.
Result<Moment> parse_moment(std::string_view text, WallTime now);

}  // namespace brunt::provider

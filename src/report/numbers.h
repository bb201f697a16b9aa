#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.h"
#include "impact/report_model.h"

namespace brunt::report {

// Numbers as the page prints them: narrow no-break space (U+202F) before a unit and in thousands,
// U+2212 for minus, en dash in ranges. All results are plain text, to be escaped by who prints it.

/// `1234567` -> "1 234 567".
std::string thousands(std::size_t value);

/// "1 request", "2 requests".
std::string counted(std::size_t value, std::string_view noun);

/// One decimal, two below 1 %, none for exactly 0 and 1: "23.3 %".
std::string percent(double ratio);

/// "17.8 to 30.0 %".
std::string percent_range(const impact::Interval& ratio);

/// "[17.8, 30.0]".
std::string percent_bracket(const impact::Interval& ratio);

/// "14.0 s", "164 ms", "2 min 3 s", "1 h 5 min".
std::string duration(double seconds);

/// A latency: "164 ms" below ten seconds, "12.3 s" above.
std::string latency(double seconds);

/// A length that was asked for: "5 s", "1.5 s", "2 min 0 s".
std::string exact(double seconds);

/// How long a failed request was waited for: "3.00 s", "20 ms".
std::string waited(double seconds);

/// "14.0" for 14.0 s in a drawing's readout; one decimal, no trailing ".0" of coordinates.
std::string coordinate(double value);

/// `HH:MM:SS`, with milliseconds (rounded) unless the instant falls on a whole second.
std::string clock(WallTime at);

/// "24 April 2018".
std::string date(WallTime at);

/// "17:20:43.311–17:21:42.978".
std::string clock_range(WallTime from, WallTime to);

/// Seconds from `from` to `to` on the record's own clock.
double between(WallTime from, WallTime to);

/// `at` moved by `seconds`.
WallTime later(WallTime at, double seconds);

}  // namespace brunt::report

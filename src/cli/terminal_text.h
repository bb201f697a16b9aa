#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal_look.h"

namespace brunt::cli {

/// Columns that `text` takes: code points, those of East Asian width two counted twice, combining
/// marks not at all. Colour codes count nothing.
int columns(std::string_view text);

/// `text` and blanks up to `width` columns; never cut.
std::string padded(std::string_view text, int width);

/// Foreign text made fit for one line: control characters, line ends and marks that turn the
/// writing direction replaced. In ASCII looks `␛` is `\x1b`.
std::string safe(const Look& look, std::string_view text);

/// Our own text for this look: in ASCII looks the few other signs we use (±, ×, –, …) are spelt.
std::string spelt(const Look& look, std::string_view text);

/// Breaks at blanks so that no line is wider than `width`; a word that is wider has its own line.
std::vector<std::string> wrapped(std::string_view text, int width);

/// `9 ms`, `1.0 s`, `59.8 s`, `2 min 5 s`: for people, at most three digits.
std::string short_time(std::chrono::nanoseconds value);

/// `5 s`, `2.5 s`, `1 min 30 s`: a time that was asked for, so without trailing zeros.
std::string asked_time(double seconds);

/// `12 000`: thousands apart by a blank, from 10 000 on.
std::string grouped(std::uint64_t value);

}  // namespace brunt::cli

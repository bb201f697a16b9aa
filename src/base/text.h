#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt {

/// Without ASCII blanks, tabs and line ends on both sides.
std::string_view trim(std::string_view text);

/// The parts between each `separator`; "" gives one empty part.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// ASCII letters only.
std::string lower(std::string_view text);

/// The word of `known` closest to `word` by edits, when it is close enough to be a slip; else "".
std::string closest(std::string_view word, const std::vector<std::string>& known);

/// Splits like a POSIX shell: blanks, quotes, backslashes; expands nothing.
/// Errors: `invalid_input` when a quote is left open.
Result<std::vector<std::string>> shell_words(std::string_view text);

/// `text` with control characters replaced (U+241B for ESC and so on), safe to print on a terminal.
std::string printable(std::string_view text);

/// Offset of the first byte that is not UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text);

/// `text` with each byte that is not UTF-8 replaced by U+FFFD.
std::string as_utf8(std::string_view text);

/// `text`, or its first `most` bytes without half a character, and "...".
std::string cut(const std::string& text, std::size_t most);

/// Adds the character with this Unicode scalar value.
void append_utf8(std::string& out, char32_t code);

std::string base64(std::string_view bytes);
/// Errors: `invalid_input`. Blanks and line ends are skipped.
Result<std::string> from_base64(std::string_view text);

}  // namespace brunt

#include "cli/terminal_text.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::cli {
namespace {

using CodePoint = std::uint32_t;

/// Takes the first code point off `text`, which is valid UTF-8.
CodePoint take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  std::size_t length = 1;
  CodePoint point = first;
  if (first >= 0xf0) {
    length = 4;
    point = first & 0x07U;
  } else if (first >= 0xe0) {
    length = 3;
    point = first & 0x0fU;
  } else if (first >= 0xc0) {
    length = 2;
    point = first & 0x1fU;
  }
  for (std::size_t i = 1; i < length; ++i)
    point = (point << 6U) | (byte(i) & 0x3fU);
  text.remove_prefix(length);
  return point;
}

bool in(CodePoint point, CodePoint low, CodePoint high) {
  return point >= low && point <= high;
}

/// Source: Unicode 15 EastAsianWidth W and F, the blocks in use; general category Mn of the common
/// blocks, and zero-width signs.
int width_of(CodePoint point) {
  if (in(point, 0x300, 0x36f) || in(point, 0x200b, 0x200f) || in(point, 0x20d0, 0x20ff) ||
      in(point, 0xfe00, 0xfe0f) || in(point, 0x202a, 0x202e) || in(point, 0x2060, 0x2069))
    return 0;
  if (in(point, 0x1100, 0x115f) || in(point, 0x2e80, 0x303e) || in(point, 0x3041, 0xa4cf) ||
      in(point, 0xac00, 0xd7a3) || in(point, 0xf900, 0xfaff) || in(point, 0xfe30, 0xfe4f) ||
      in(point, 0xff00, 0xff60) || in(point, 0xffe0, 0xffe6) || in(point, 0x1f300, 0x1f64f) ||
      in(point, 0x1f900, 0x1f9ff) || in(point, 0x20000, 0x3fffd))
    return 2;
  return 1;
}

/// Length of the colour code at the front of `text`, or 0.
std::size_t colour_code(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  const auto end = text.find('m');
  return end == std::string_view::npos ? 0 : end + 1;
}

bool turns_direction(CodePoint point) {
  return in(point, 0x202a, 0x202e) || in(point, 0x2066, 0x2069) || in(point, 0x80, 0x9f);
}

std::string escaped(CodePoint point) {
  return point < 0x100 ? fmt::format("\\x{:02x}", point) : fmt::format("\\u{:04x}", point);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> spellings = {{
    {"±", "+/-"},
    {"×", "x"},
    {"–", "-"},
    {"−", "-"},
    {"…", "..."},
    {"\u202f", " "},
    {"\u00a0", " "},
    {"≥", ">="},
    {"≤", "<="},
    {"µ", "u"},
    {"→", "->"},
}};

}  // namespace

int columns(std::string_view text) {
  int width = 0;
  const std::string valid = as_utf8(text);
  for (std::string_view rest = valid; !rest.empty();) {
    if (const std::size_t skip = colour_code(rest); skip > 0) {
      rest.remove_prefix(skip);
      continue;
    }
    width += width_of(take(rest));
  }
  return width;
}

std::string padded(std::string_view text, int width) {
  std::string out(text);
  const int missing = width - columns(text);
  if (missing > 0) out.append(static_cast<std::size_t>(missing), ' ');
  return out;
}

std::string safe(const Look& look, std::string_view text) {
  const std::string valid = as_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view before = rest;
    const CodePoint point = take(rest);
    const std::string_view bytes = before.substr(0, before.size() - rest.size());
    if (point == '\n' || point == '\t') {
      out += ' ';
    } else if (point < 0x20 || point == 0x7f) {
      out += look.ascii ? escaped(point) : printable(bytes);
    } else if (turns_direction(point)) {
      out += escaped(point);
    } else {
      out += bytes;
    }
  }
  return out;
}

std::string spelt(const Look& look, std::string_view text) {
  std::string out(text);
  if (!look.ascii) return out;
  for (const auto& [from, to] : spellings) {
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  }
  return out;
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  for (const auto& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && columns(line) + 1 + columns(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string short_time(std::chrono::nanoseconds value) {
  const double seconds = static_cast<double>(value.count()) / 1e9;
  if (seconds < 0.0005) return "0 ms";
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string asked_time(double seconds) {
  if (seconds >= 120) {
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    return whole % 60 == 0 ? fmt::format("{} min", whole / 60)
                           : fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  return fmt::format("{:.4g} s", seconds);
}

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  if (value < 10000) return digits;
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, " ");
  }
  return digits;
}

}  // namespace brunt::cli

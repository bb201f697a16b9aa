#include "report/escape.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::report {

namespace {

constexpr std::string_view thin_space = "\u202f";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Length of the unit that starts at `at`, 0 when none does.
std::size_t unit_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 9> units{"min", "ms", "us", "KB", "MB",
                                                  "s",   "h",  "d",  "%"};
  for (const std::string_view unit : units) {
    if (text.substr(at, unit.size()) != unit) continue;
    const std::size_t end = at + unit.size();
    if (unit == "%" || end == text.size() || !is_word(text[end])) return unit.size();
  }
  return 0;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte == 0x7F) {
    out += "\u2421";
  } else if (byte < 0x20 && c != '\n' && c != '\t') {
    out += "\xE2\x90";
    out += static_cast<char>(0x80U + byte);
  } else {
    out += c;
  }
}

}  // namespace

std::string escape(std::string_view text) {
  const std::string clean = as_utf8(text);
  std::string out;
  out.reserve(clean.size() + clean.size() / 8);
  for (const char c : clean)
    append_escaped(out, c);
  return out;
}

std::string name(std::string_view text) {
  return "<bdi>" + escape(text) + "</bdi>";
}

std::string typeset(std::string_view text) {
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_unit =
        text[i] == ' ' && i > 0 && is_digit(text[i - 1]) && unit_at(text, i + 1) > 0;
    if (before_unit) {
      spaced += thin_space;
    } else {
      spaced += text[i];
    }
  }
  return escape(spaced);
}

std::string capital(std::string_view text) {
  std::string first(text);
  // A word, not the name of a file, an activity or a pod.
  std::string_view word = text.substr(0, text.find(' '));
  while (!word.empty() && std::string_view(",:?!").find(word.back()) != std::string_view::npos) {
    word.remove_suffix(1);
  }
  const bool plain =
      std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (plain && !first.empty()) {
    first[0] = static_cast<char>(first[0] - 'a' + 'A');
  }
  return first;
}

std::string sentence(std::string_view text) {
  std::string html = typeset(capital(text));
  const bool ended =
      text.empty() || text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  return ended ? html : html + ".";
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues(text[i])) continue;
    if (points == most) return std::string(trim(text.substr(0, i))) + "\u2026";
    ++points;
  }
  return std::string(text);
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string css_string(std::string_view text, std::size_t most) {
  std::string out = "\"";
  for (const char c : as_utf8(shortened(text, most))) {
    const bool plain = is_word(c) || c == ' ' || (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("\\{:x} ", static_cast<unsigned char>(c));
    }
  }
  return out + "\"";
}

}  // namespace brunt::report

#include <re2/re2.h>

#include "analysis/tolerance.h"

namespace brunt::analysis {
namespace {

/// What a class escape of Python means, to be put inside brackets; "" for other letters.
std::string_view class_members(char letter) {
  switch (letter) {
    case 'd':
      return "\\p{Nd}";
    case 'w':
      return "\\p{L}\\p{N}_";
    case 's':
      return "\\s\\v\\x1c-\\x1f\\x{85}\\p{Z}";
    default:
      return {};
  }
}

/// Python's Unicode classes in RE2's words; everything else as it is.
std::string translated(const std::string& pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char letter = pattern[++i];
      const auto members = class_members(letter);
      const auto negated = class_members(static_cast<char>(letter | 0x20));
      if (!members.empty()) {
        out += in_class ? std::string(members) : "[" + std::string(members) + "]";
      } else if (!in_class && (letter == 'D' || letter == 'W' || letter == 'S')) {
        out += "[^" + std::string(negated) + "]";
      } else if (letter == 'Z' && !in_class) {
        out += "\\z";
      } else {
        out += c;
        out += letter;
      }
      continue;
    }
    if (c == '[' && !in_class) {
      in_class = true;
      out += c;
      if (i + 1 < pattern.size() && pattern[i + 1] == '^') out += pattern[++i];
      if (i + 1 < pattern.size() && pattern[i + 1] == ']')
        out += "\\" + std::string(1, pattern[++i]);
      continue;
    }
    if (c == ']') in_class = false;
    if (c == '[' && in_class) out += '\\';  // Python reads a bracket in a class as itself
    out += c;
  }
  return out;
}

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_log_errors(false);
  return out;
}

Error refusal(const re2::RE2& compiled) {
  std::string why = compiled.error();
  if (compiled.error_arg().starts_with("(?=") || compiled.error_arg().starts_with("(?!") ||
      compiled.error_arg().starts_with("(?<") ||
      compiled.error_code() == re2::RE2::ErrorBadEscape) {
    why += "; look-around and back-references are not supported";
  }
  return {Errc::invalid_input, why, "pattern"};
}

}  // namespace

Result<> check_pattern(const std::string& pattern) {
  const re2::RE2 compiled(translated(pattern), options());
  if (!compiled.ok()) return std::unexpected(refusal(compiled));
  return {};
}

Result<bool> search_pattern(const std::string& pattern, const std::string& text) {
  const re2::RE2 compiled(translated(pattern), options());
  if (!compiled.ok()) return std::unexpected(refusal(compiled));
  if (re2::RE2::PartialMatch(text, compiled)) return true;
  // Python's $ also stands before one final line end.
  if (!text.ends_with('\n')) return false;
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size() - 1), compiled);
}

}  // namespace brunt::analysis

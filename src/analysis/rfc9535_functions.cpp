// What RFC 9535's functions take and give, and the regular expressions of RFC 9485 (I-Regexp).

#include <map>

#include <re2/re2.h>

#include "analysis/rfc9535_node.h"

namespace brunt::analysis {
namespace {

/// RE2's words for a pattern of RFC 9485: its dot spares both line ends. What RE2 has beyond
/// RFC 9485 (^, $ and \b among it) keeps its meaning.
std::string translated(const std::string& pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      out += pattern[++i];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class) {
      out += "[^\\n\\r]";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

const Signature* signature_of(const std::string& function) {
  static const std::map<std::string, Signature> known{
      {"length", {ValueKind::value, {ValueKind::value}}},
      {"count", {ValueKind::value, {ValueKind::nodes}}},
      {"value", {ValueKind::value, {ValueKind::nodes}}},
      {"match", {ValueKind::logical, {ValueKind::value, ValueKind::value}}},
      {"search", {ValueKind::logical, {ValueKind::value, ValueKind::value}}}};
  const auto at = known.find(function);
  return at == known.end() ? nullptr : &at->second;
}

std::shared_ptr<const re2::RE2> compiled_regexp(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(false);
  auto compiled = std::make_shared<const re2::RE2>(translated(pattern), options);
  return compiled->ok() ? compiled : nullptr;
}

bool found_in(const re2::RE2& pattern, const std::string& text, bool whole) {
  return whole ? re2::RE2::FullMatch(text, pattern) : re2::RE2::PartialMatch(text, pattern);
}

}  // namespace brunt::analysis

#include "codec/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <re2/re2.h>

namespace brunt::codec {
namespace {

bool matches(std::string_view text, const re2::RE2& pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// The sum of `a:b:c` in base 60.
double base_60(std::string_view text) {
  double sum = 0;
  while (true) {
    const auto colon = text.find(':');
    double digit = 0;
    std::from_chars(text.data(), text.data() + std::min(colon, text.size()), digit);
    sum = sum * 60 + digit;
    if (colon == std::string_view::npos) return sum;
    text.remove_prefix(colon + 1);
  }
}

/// A whole number of any base; beyond 64 bits, the nearest floating-point number.
Json whole(std::string_view digits, int base, bool negative) {
  std::int64_t value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (result.ec == std::errc{}) return negative ? -value : value;
  double large = 0;
  if (base == 10) {
    std::from_chars(digits.data(), digits.data() + digits.size(), large);
  } else {
    for (const char c : digits)
      large = large * base + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return negative ? -large : large;
}

Scalar integer(std::string text) {
  std::erase(text, '_');
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.starts_with("0b")) return {whole(digits.substr(2), 2, negative), ""};
  if (digits.starts_with("0x")) return {whole(digits.substr(2), 16, negative), ""};
  if (digits.find(':') != std::string_view::npos) {
    const auto value = static_cast<std::int64_t>(base_60(digits));
    return {negative ? -value : value, "a base-60 number"};
  }
  if (digits.size() > 1 && digits.front() == '0') {
    return {whole(digits.substr(1), 8, negative), "an octal number"};
  }
  return {whole(digits, 10, negative), ""};
}

Scalar real(std::string text) {
  std::erase(text, '_');
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  std::string trap;
  if (digits.size() > 1 && (digits[1] == 'i' || digits[1] == 'I')) {
    value = std::numeric_limits<double>::infinity();
  } else if (digits.size() > 1 && (digits[1] == 'n' || digits[1] == 'N')) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (digits.find(':') != std::string_view::npos) {
    value = base_60(digits);
    trap = "a base-60 number";
  } else {
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
      value = text.find('-', 1) != std::string::npos ? 0 : std::numeric_limits<double>::infinity();
    }
  }
  return {negative ? -value : value, trap};
}

}  // namespace

Scalar resolve_yaml_scalar(std::string_view text) {
  // The regular expressions of the YAML 1.1 type repository, as PyYAML has them.
  static const re2::RE2 whole_number(
      "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|"
      "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
  static const re2::RE2 real_number(
      "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|"
      "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
  static const re2::RE2 moment(
      "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
      "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");
  if (text.empty() || is_one_of(text, {"~", "null", "Null", "NULL"})) return {nullptr, ""};
  if (is_one_of(text, {"true", "True", "TRUE"})) return {true, ""};
  if (is_one_of(text, {"false", "False", "FALSE"})) return {false, ""};
  if (is_one_of(text, {"yes", "Yes", "YES", "on", "On", "ON"})) return {true, "true"};
  if (is_one_of(text, {"no", "No", "NO", "off", "Off", "OFF"})) return {false, "false"};
  const char first = text.front();
  if (first != '.' && first != '-' && first != '+' && (first < '0' || first > '9')) {
    return {std::string(text), ""};
  }
  if (matches(text, whole_number)) return integer(std::string(text));
  if (matches(text, real_number)) return real(std::string(text));
  if (matches(text, moment)) {
    std::string iso(text);
    const auto gap = iso.find_first_of(" \tt");
    const auto hour = iso.find_first_not_of(" \tt", gap);
    if (gap != std::string::npos) iso.replace(gap, hour - gap, "T");
    return {iso, ""};
  }
  return {std::string(text), ""};
}

}  // namespace brunt::codec

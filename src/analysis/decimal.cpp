#include "analysis/decimal.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace brunt::analysis {
namespace {

constexpr long long largest_exponent = 1'000'000'000'000'000'000;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number behind an "e"; beyond what counts, the largest.
std::optional<long long> exponent_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !all_digits(text)) return std::nullopt;
  long long value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || value > largest_exponent) value = largest_exponent;
  return negative ? -value : value;
}

/// `text`, lower case and without sign, blanks and `_`, as a number above zero.
std::optional<Decimal> magnitude(std::string_view text) {
  long long exponent = 0;
  if (const auto e = text.find('e'); e != std::string_view::npos) {
    const auto read = exponent_of(text.substr(e + 1));
    if (!read) return std::nullopt;
    exponent = *read;
    text = text.substr(0, e);
  }
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  exponent += static_cast<long long>(digits.size());
  if (point != std::string_view::npos) digits += text.substr(point + 1);
  if (digits.empty() || !all_digits(digits)) return std::nullopt;
  const auto first = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, first);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.empty()) return Decimal{};
  return Decimal{1, std::move(digits), exponent - static_cast<long long>(first)};
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  std::string plain = lower(trim(text));
  std::erase(plain, '_');
  std::string_view rest = plain;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view name = rest.starts_with("snan") ? rest.substr(1) : rest;
  if (name.starts_with("nan") && all_digits(name.substr(3))) {
    Decimal nan;
    nan.nan = true;
    return nan;
  }
  std::optional<Decimal> out;
  if (rest == "inf" || rest == "infinity") {
    out.emplace().infinite = true;
    out->sign = 1;
  } else {
    out = magnitude(rest);
  }
  if (out && negative) out->sign = -out->sign;
  return out;
}

std::optional<Decimal> decimal_of(const Json& value) {
  if (value.is_boolean()) return parse_decimal(value.get<bool>() ? "1" : "0");
  if (value.is_number_unsigned()) return parse_decimal(std::to_string(value.get<std::uint64_t>()));
  if (value.is_number_integer()) return parse_decimal(std::to_string(value.get<std::int64_t>()));
  if (!value.is_number()) return std::nullopt;
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.get<double>());
  return parse_decimal(std::string_view(buffer, end.ptr));
}

std::partial_ordering compare(const Decimal& a, const Decimal& b) {
  if (a.nan || b.nan) return std::partial_ordering::unordered;
  if (a.sign != b.sign) return a.sign <=> b.sign;
  if (a.sign == 0) return std::partial_ordering::equivalent;
  std::strong_ordering size = a.infinite <=> b.infinite;
  if (size == 0 && !a.infinite) {
    size = a.exponent <=> b.exponent;
    if (size == 0) size = a.digits.compare(b.digits) <=> 0;
  }
  return a.sign > 0 ? size : 0 <=> size;
}

}  // namespace brunt::analysis

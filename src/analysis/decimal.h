#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::analysis {

/// A decimal number as it is written, so that 0.1 is 0.1 and nothing near it:
/// sign * 0.digits * 10^exponent. Source: Python's decimal.Decimal, of any length.
struct Decimal {
  int sign = 0;        ///< -1, 0 or 1
  std::string digits;  ///< without zeros at either end; "" is zero
  long long exponent = 0;
  bool infinite = false, nan = false;
};

/// Blanks around, a sign, `_` between digits, an exponent, Infinity and NaN are allowed.
std::optional<Decimal> parse_decimal(std::string_view text);

/// A number in its shortest form that reads back the same; true and false are 1 and 0. Nothing for
/// other values.
std::optional<Decimal> decimal_of(const Json& value);

/// `unordered` when one is NaN.
std::partial_ordering compare(const Decimal& a, const Decimal& b);

}  // namespace brunt::analysis

#include "analysis/tolerance_values.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/text.h"

namespace brunt::analysis {
namespace {

bool numeric(const Json& value) {
  return value.is_number() || value.is_boolean();
}

/// A whole number as sign and size, so that both 64-bit kinds fit.
struct Whole {
  bool negative = false;
  std::uint64_t size = 0;
};

Whole whole(const Json& value) {
  if (value.is_boolean()) return {false, value.get<bool>() ? 1U : 0U};
  if (value.is_number_unsigned()) return {false, value.get<std::uint64_t>()};
  const auto number = value.get<std::int64_t>();
  return {number < 0,
          number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number)};
}

std::strong_ordering order(Whole a, Whole b) {
  if (a.negative != b.negative)
    return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.negative ? b.size <=> a.size : a.size <=> b.size;
}

/// Exact, unlike converting the whole number to floating point first.
std::partial_ordering order(Whole a, double b) {
  if (std::isnan(b)) return std::partial_ordering::unordered;
  if (b >= 0x1p64) return std::partial_ordering::less;
  if (b <= -0x1p64) return std::partial_ordering::greater;
  const double cut = std::trunc(b);
  const auto order_of_cut =
      order(a, Whole{std::signbit(cut) && cut != 0, static_cast<std::uint64_t>(std::fabs(cut))});
  if (order_of_cut != 0) return order_of_cut;
  return cut <=> b;
}

std::partial_ordering order_numbers(const Json& a, const Json& b) {
  if (a.is_number_float() && b.is_number_float()) return a.get<double>() <=> b.get<double>();
  if (b.is_number_float()) return order(whole(a), b.get<double>());
  if (a.is_number_float()) return 0 <=> order(whole(b), a.get<double>());
  return order(whole(a), whole(b));
}

}  // namespace

bool python_equal(const Json& a, const Json& b) {
  if (numeric(a) && numeric(b)) return order_numbers(a, b) == 0;
  if (a.is_array() && b.is_array()) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), python_equal);
  }
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    return std::all_of(a.items().begin(), a.items().end(), [&](const auto& member) {
      const Json* other = find(b, member.key());
      return other != nullptr && python_equal(member.value(), *other);
    });
  }
  return a.type() == b.type() && a == b;
}

bool python_comparable(const Json& a, const Json& b) {
  return (numeric(a) && numeric(b)) || (a.is_string() && b.is_string());
}

std::partial_ordering python_order(const Json& a, const Json& b) {
  if (numeric(a) && numeric(b)) return order_numbers(a, b);
  if (a.is_string() && b.is_string()) {
    // UTF-8 bytes sort like code points.
    return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>()) <=> 0;
  }
  return std::partial_ordering::unordered;
}

bool python_truth(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.empty();
}

std::string kind_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "true or false";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a text";
  return value.is_array() ? "a list" : "an object";
}

std::string short_text(const Json& value) {
  return cut(to_text(value), 80);
}

}  // namespace brunt::analysis

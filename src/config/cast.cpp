#include "config/cast.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace brunt::config {
namespace {

Error cannot_cast(const Json& value, std::string_view type, std::string_view example) {
  // The value may be a secret: only its kind is told.
  return {Errc::invalid_input,
          "the value cannot be read as " + std::string(type) + " (" + std::string(example) + ")" +
              (value.is_null() ? ": it is null" : ""),
          {}};
}

/// Python's int() and float() allow blanks around and `_` between digits.
std::string digits_of(const Json& value) {
  std::string digits(trim(value.get_ref<const std::string&>()));
  std::erase(digits, '_');
  if (digits.starts_with('+')) digits.erase(0, 1);
  return digits;
}

Result<Json> to_integer(const Json& value, std::string_view type) {
  constexpr std::string_view example = "a whole number such as 3";
  if (value.is_boolean()) return Json(value.get<bool>() ? 1 : 0);
  if (value.is_number_integer()) return value;
  if (value.is_number() && std::fabs(value.get<double>()) < 0x1p63) {
    return Json(static_cast<std::int64_t>(value.get<double>()));
  }
  if (!value.is_string()) return std::unexpected(cannot_cast(value, type, example));
  const std::string digits = digits_of(value);
  std::int64_t number = 0;
  const char* last = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), last, number);
  if (read.ec != std::errc{} || read.ptr != last) {
    return std::unexpected(cannot_cast(value, type, example));
  }
  return Json(number);
}

Result<Json> to_float(const Json& value, std::string_view type) {
  constexpr std::string_view example = "a number such as 0.5";
  if (value.is_boolean()) return Json(value.get<bool>() ? 1.0 : 0.0);
  if (value.is_number()) return Json(value.get<double>());
  if (!value.is_string()) return std::unexpected(cannot_cast(value, type, example));
  const std::string digits = digits_of(value);
  double number = 0;
  const char* last = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), last, number);
  if (digits.empty() || read.ec == std::errc::invalid_argument || read.ptr != last) {
    return std::unexpected(cannot_cast(value, type, example));
  }
  return Json(number);
}

Result<Json> to_bool(const Json& value, std::string_view type) {
  if (value.is_boolean()) return value;
  if (value.is_null()) return std::unexpected(cannot_cast(value, type, "true or false"));
  const std::string text = lower(value.is_string() ? value.get<std::string>() : to_text(value));
  return Json(text != "false" && text != "0" && text != "no");
}

Result<Json> to_json(const Json& value, std::string_view type) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return value;
  auto parsed = parse_json(value.get_ref<const std::string&>());
  if (!parsed) return std::unexpected(cannot_cast(value, type, "a JSON text"));
  return parsed;
}

}  // namespace

Result<Json> cast(const Json& value, std::string_view type) {
  if (type.empty() || type == "str" || type == "string") return value;
  if (type == "int" || type == "integer") return to_integer(value, type);
  if (type == "float" || type == "number") return to_float(value, type);
  if (type == "bool") return to_bool(value, type);
  if (type == "json") return to_json(value, type);
  if (type == "bytes") {
    if (!value.is_null()) return value;
    return std::unexpected(cannot_cast(value, type, "a text"));
  }
  return std::unexpected(
      Error{Errc::invalid_input,
            "unknown type '" + std::string(type) +
                "' (str, string, int, integer, float, number, bytes, bool, json)",
            {}});
}

Result<Var> parse_var(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return std::unexpected(Error{
        Errc::invalid_input, "not KEY=VALUE or KEY:TYPE=VALUE: '" + std::string(text) + "'", {}});
  }
  const auto left = text.substr(0, equals);
  const std::string value(text.substr(equals + 1));
  const auto colon = left.rfind(':');
  if (colon == std::string_view::npos) return Var{std::string(left), value};
  const std::string key(left.substr(0, colon));
  return Var{key,
             BRUNT_TRY(cast(value, left.substr(colon + 1)), "configuration key '" + key + "'")};
}

}  // namespace brunt::config

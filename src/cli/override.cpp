#include <charconv>
#include <string>
#include <string_view>

#include "base/text.h"
#include "cli/flags.h"

namespace brunt::cli {
namespace {

template <class Number>
Result<Json> as_number(std::string_view text, std::string_view type) {
  const std::string_view digits = trim(text);
  Number value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty())
    return std::unexpected(
        Error{Errc::invalid_input,
              "\"" + std::string(text) + "\" is not of type " + std::string(type),
              {}});
  return Json(value);
}

bool as_bool(std::string_view text) {
  const std::string word = lower(text);
  return word != "false" && word != "0" && word != "no";
}

Result<Json> cast(std::string_view text, std::string_view type) {
  if (type.empty() || type == "str" || type == "string") return Json(std::string(text));
  if (type == "int" || type == "integer") return as_number<std::int64_t>(text, type);
  if (type == "float" || type == "number") return as_number<double>(text, type);
  if (type == "bool") return Json(as_bool(text));
  if (type == "json") return text.empty() ? Result<Json>(Json("")) : parse_json(text);
  return std::unexpected(
      Error{Errc::invalid_input, "\"" + std::string(type) + "\" is not a type", {}});
}

}  // namespace

Result<> add_override(std::string_view text, Json& overrides) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return std::unexpected(
        Error{Errc::invalid_input, "\"" + std::string(text) + "\" has no KEY=VALUE", {}});
  std::string_view key = text.substr(0, equals), type;
  if (const auto colon = key.rfind(':'); colon != std::string_view::npos) {
    type = key.substr(colon + 1);
    key = key.substr(0, colon);
  }
  overrides[std::string(key)] = BRUNT_TRY(cast(text.substr(equals + 1), type));
  return {};
}

}  // namespace brunt::cli

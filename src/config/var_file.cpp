#include "config/var_file.h"

#include "base/text.h"
#include "codec/document.h"
#include "sys/file.h"

namespace brunt::config {
namespace {

bool holds_nothing(const Json& value) {
  if (value.is_null()) return true;
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number()) return value.get<double>() == 0;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.empty();
}

Error wrong(const std::filesystem::path& path, std::string what) {
  return {Errc::invalid_input, std::move(what), path.string()};
}

Result<> add_lines(const std::filesystem::path& path, std::string_view text, GivenValues& values) {
  std::size_t number = 0;
  for (const std::string& raw : split(text, '\n')) {
    ++number;
    const auto line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    const auto equals = line.find('=');
    // The line may hold a secret: it is not shown.
    if (equals == std::string_view::npos || trim(line.substr(0, equals)).empty()) {
      return std::unexpected(wrong(path, "line " + std::to_string(number) + " is not NAME=VALUE"));
    }
    if (line.find('\0') != std::string_view::npos) {
      return std::unexpected(wrong(path, "line " + std::to_string(number) + " holds a NUL"));
    }
    values.environment[std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
  }
  return {};
}

Result<> add_part(const std::filesystem::path& path, const Json& document, const char* part,
                  Json& into) {
  const Json* given = find(document, part);
  if (given == nullptr || given->is_null()) return {};
  if (!given->is_object())
    return std::unexpected(wrong(path, "\"" + std::string(part) + "\" is not an object"));
  for (const auto& [key, value] : given->items())
    into[key] = value;
  return {};
}

}  // namespace

Result<> add_var_file(const std::filesystem::path& path, GivenValues& values) {
  const std::string text = BRUNT_TRY(sys::read_file(path, std::size_t{16} << 20U));
  const std::string suffix = path.extension().string();
  const bool yaml = suffix == ".yaml" || suffix == ".yml";
  if (text.empty()) return {};
  if (!yaml && suffix != ".json") return add_lines(path, text, values);
  if (first_invalid_utf8(text) != std::string_view::npos) {
    values.skipped.push_back(path.string() + ": it is not UTF-8 text");
    return {};
  }
  const auto parsed = yaml ? codec::parse_yaml_document(text) : codec::parse_json_document(text);
  if (!parsed) {
    const codec::Problem& problem = parsed.error();
    values.skipped.push_back(path.string() + ":" + std::to_string(problem.line) + ":" +
                             std::to_string(problem.column) + ": " + problem.summary);
    return {};
  }
  if (holds_nothing(parsed->value)) return {};
  if (!parsed->value.is_object())
    return std::unexpected(wrong(path, "it holds no object with configuration and secrets"));
  if (auto added = add_part(path, parsed->value, "configuration", values.configuration); !added)
    return added;
  return add_part(path, parsed->value, "secrets", values.secrets);
}

}  // namespace brunt::config

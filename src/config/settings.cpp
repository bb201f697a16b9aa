#include "config/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/document.h"
#include "codec/yaml_text.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::config {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20U;

std::optional<std::string> strategy_of(const Json& document, std::string_view of) {
  const Json* runtime = find(document, "runtime");
  const Json* part = runtime == nullptr ? nullptr : find(*runtime, of);
  const Json* strategy = part == nullptr ? nullptr : find(*part, "strategy");
  if (strategy == nullptr || !strategy->is_string()) return std::nullopt;
  return strategy->get<std::string>();
}

struct Expected {
  std::string_view key, kind;
  bool (*is)(const Json&);
};

bool is_object(const Json& value) {
  return value.is_object();
}

bool is_list_of_objects(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), is_object);
}

bool is_object_of_objects(const Json& value) {
  return value.is_object() && std::all_of(value.begin(), value.end(), is_object);
}

std::vector<std::string> warnings_of(const Json& document) {
  static constexpr Expected expected[] = {
      {"runtime", "an object of objects", is_object_of_objects},
      {"auths", "an object of objects", is_object_of_objects},
      {"controls", "an object of objects", is_object_of_objects},
      {"notifications", "a list of objects", is_list_of_objects}};
  std::vector<std::string> warnings;
  for (const auto& part : expected) {
    const Json* value = find(document, part.key);
    if (value != nullptr && !value->is_null() && !part.is(*value))
      warnings.push_back(fmt::format("\"{}\" is not {}; what is none of these does not count",
                                     part.key, part.kind));
  }
  return warnings;
}

void texts_in(const Json& value, std::vector<std::string>& into) {
  if (value.is_string()) {
    into.push_back(value.get<std::string>());
  } else if (value.is_structured()) {
    for (const auto& item : value)
      texts_in(item, into);
  }
}

}  // namespace

std::optional<std::string> Settings::hypothesis_strategy() const {
  return strategy_of(document, "hypothesis");
}

std::optional<std::string> Settings::rollback_strategy() const {
  return strategy_of(document, "rollbacks");
}

Json Settings::auths() const {
  const Json* auths = find(document, "auths");
  return auths != nullptr && auths->is_object() ? *auths : Json::object();
}

std::vector<std::string> Settings::controls() const {
  std::vector<std::string> names;
  const Json* controls = find(document, "controls");
  if (controls != nullptr && controls->is_object())
    for (const auto& [name, control] : controls->items())
      names.push_back(name);
  return names;
}

std::vector<Json> Settings::notifications() const {
  std::vector<Json> channels;
  const Json* declared = find(document, "notifications");
  if (declared != nullptr && declared->is_array())
    for (const auto& channel : *declared)
      if (channel.is_object()) channels.push_back(channel);
  return channels;
}

std::vector<std::string> Settings::confidential() const {
  std::vector<std::string> texts;
  const Json all = auths();
  for (const auto& auth : all)
    if (const Json* value = find(auth, "value")) texts_in(*value, texts);
  for (const auto& channel : notifications())
    if (const Json* headers = find(channel, "headers")) texts_in(*headers, texts);
  return texts;
}

std::filesystem::path default_settings_path() {
  return std::filesystem::path(sys::environment("HOME").value_or("/")) / ".chaostoolkit" /
         "settings.yaml";
}

Result<Settings> parse_settings(std::string_view text) {
  Settings settings;
  settings.found = true;
  const auto nothing = [](std::string_view line) {
    const auto words = trim(line);
    return words.empty() || words.starts_with('#');
  };
  const auto lines = split(text, '\n');
  if (std::all_of(lines.begin(), lines.end(), nothing)) return settings;
  auto parsed = codec::parse_yaml_document(text);
  if (!parsed) {
    const auto& problem = parsed.error();
    return std::unexpected(Error{
        Errc::invalid_input,
        fmt::format("{}:{}: {}: {}", problem.line, problem.column, problem.summary, problem.found),
        {}});
  }
  if (parsed->value.is_null()) return settings;
  if (!parsed->value.is_object())
    return std::unexpected(
        Error{Errc::invalid_input,
              fmt::format("the settings are {}, not an object", parsed->value.type_name()),
              {}});
  settings.document = std::move(parsed->value);
  settings.warnings = warnings_of(settings.document);
  return settings;
}

Result<Settings> read_settings(const std::filesystem::path& path) {
  const auto text = sys::read_file(path, most_bytes);
  if (!text && text.error().code == Errc::not_found) return Settings{};
  if (!text) return std::unexpected(text.error());
  return parse_settings(*text);
}

Result<> write_settings(const std::filesystem::path& path, const Json& document) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  return sys::write_file_atomically(path, codec::yaml_text(document, codec::KeyOrder::sorted),
                                    0600);
}

}  // namespace brunt::config

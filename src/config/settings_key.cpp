#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "config/settings.h"

namespace brunt::config {
namespace {

std::unexpected<Error> bad_key(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// What `step` leads to within `value`, or null.
template <class Value>
Value* follow(Value* value, const SettingsStep& step) {
  if (value == nullptr) return nullptr;
  if (step.index)
    return value->is_array() && *step.index < value->size() ? &(*value)[*step.index] : nullptr;
  if (!value->is_object()) return nullptr;
  const auto found = value->find(step.name);
  return found == value->end() ? nullptr : &*found;
}

/// Takes `[2]` off the end of `name`, again and again; the numbers in reading order.
Result<std::vector<std::size_t>> take_indices(std::string& name) {
  std::vector<std::size_t> indices;
  while (name.ends_with(']')) {
    const auto open = name.rfind('[');
    if (open == std::string::npos) break;
    const std::string_view digits = std::string_view(name).substr(open + 1);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), index);
    if (error != std::errc() || end + 1 != digits.end())
      return bad_key(fmt::format("'{}' has no number between its brackets", printable(name)));
    indices.insert(indices.begin(), index);
    name.resize(open);
  }
  return indices;
}

}  // namespace

Result<SettingsKey> parse_settings_key(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      parts.back() += text[++i];
    } else if (text[i] == '.') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  SettingsKey key;
  for (auto& part : parts) {
    const auto indices = BRUNT_TRY(take_indices(part));
    if (part.empty())
      return bad_key(fmt::format("'{}' has a part without a name", printable(text)));
    key.push_back({std::move(part), std::nullopt});
    for (const std::size_t index : indices)
      key.push_back({{}, index});
  }
  return key;
}

const Json* find_setting(const Json& document, const SettingsKey& key) {
  const Json* at = &document;
  for (const auto& step : key)
    at = follow(at, step);
  return at;
}

Result<> set_setting(Json& document, const SettingsKey& key, Json value) {
  Json made = document;  // all of it, or nothing
  Json* at = &made;
  for (const auto& step : key) {
    if (at->is_null()) *at = step.index ? Json::array() : Json::object();
    if (step.index) {
      if (!at->is_array()) return bad_key("there is no list for a number in brackets");
      if (*step.index > at->size())
        return bad_key(
            fmt::format("the list has {} elements, so [{}] leaves a gap", at->size(), *step.index));
      if (*step.index == at->size()) at->push_back(nullptr);
      at = &(*at)[*step.index];
    } else {
      if (!at->is_object())
        return bad_key(
            fmt::format("'{}' would be inside of {}", printable(step.name), at->type_name()));
      at = &(*at)[step.name];
    }
  }
  *at = std::move(value);
  document = std::move(made);
  return {};
}

bool remove_setting(Json& document, const SettingsKey& key) {
  Json* parent = &document;
  for (std::size_t i = 0; i + 1 < key.size(); ++i)
    parent = follow(parent, key[i]);
  if (key.empty() || follow(parent, key.back()) == nullptr) return false;
  if (const auto index = key.back().index) {
    parent->erase(*index);
  } else {
    parent->erase(key.back().name);
  }
  return true;
}

}  // namespace brunt::config

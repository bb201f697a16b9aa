#include "codec/substitute.h"

namespace brunt::codec {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool in_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

/// The name at the front of `text`, or "".
std::string_view name_at(std::string_view text) {
  if (text.empty() || !begins_name(text.front())) return {};
  std::size_t size = 1;
  while (size < text.size() && in_name(text[size]))
    ++size;
  return text.substr(0, size);
}

/// The name of the `${name}` at the front of `text`, or "".
std::string_view braced_name(std::string_view text) {
  if (!text.starts_with("${")) return {};
  const auto name = name_at(text.substr(2));
  return !name.empty() && text.substr(2 + name.size()).starts_with("}") ? name : std::string_view{};
}

}  // namespace

const Json* Values::find(std::string_view name) const {
  if (const Json* value = brunt::find(configuration, name)) return value;
  if (!secrets.is_object()) return nullptr;
  for (const Json& scope : secrets) {
    if (const Json* value = brunt::find(scope, name)) return value;
  }
  return nullptr;
}

bool is_lone_placeholder(std::string_view text) {
  const auto name = braced_name(text);
  return !name.empty() && name.size() + 3 == text.size();
}

bool is_open(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

Json substitute_text(std::string_view text, const Values& values) {
  if (is_lone_placeholder(text)) {
    const Json* value = values.find(braced_name(text));
    return value != nullptr ? *value : Json(text);
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    if (rest.front() != '$') {
      out += rest.front();
      ++i;
      continue;
    }
    if (rest.starts_with("$$")) {
      out += '$';
      i += 2;
      continue;
    }
    const auto braced = braced_name(rest);
    const auto name = braced.empty() ? name_at(rest.substr(1)) : braced;
    const std::size_t size = name.empty() ? 1 : name.size() + (braced.empty() ? 1 : 3);
    const Json* value = name.empty() ? nullptr : values.find(name);
    out += value != nullptr ? python_text(*value) : std::string(rest.substr(0, size));
    i += size;
  }
  return out;
}

Json substitute(const Json& value, const Values& values) {
  if (value.is_string()) return substitute_text(value.get_ref<const std::string&>(), values);
  if (!value.is_structured()) return value;
  Json out = value;
  for (Json& item : out)
    item = substitute(item, values);
  return out;
}

}  // namespace brunt::codec

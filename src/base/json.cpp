#include "base/json.h"

namespace brunt {
namespace {

/// Line and column, both 1-based, of byte `offset`.
std::pair<std::size_t, std::size_t> position(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) {
      ++column;
    }
  }
  return {line, column};
}

/// The library's text without its own prefix "[json.exception...] parse error at ...: ".
std::string reason(std::string what) {
  const auto at = what.find("syntax error");
  if (at != std::string::npos) what.erase(0, at);
  return what;
}

/// Python writes NaN and the infinities as bare tokens; JSON has none: blank them out to null.
std::string without_python_numbers(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < text.size()) out += text[++i];
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    bool replaced = false;
    for (const std::string_view token : {"NaN", "-Infinity", "Infinity"}) {
      if (text.substr(i).starts_with(token)) {
        out += "null";
        i += token.size() - 1;
        replaced = true;
        break;
      }
    }
    if (!replaced) out += c;
  }
  return out;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& first) {
    if (text.find("NaN") != std::string_view::npos ||
        text.find("Infinity") != std::string_view::npos) {
      try {
        return Json::parse(without_python_numbers(text));
      } catch (const Json::exception&) {  // the first error is the one to report
      }
    }
    const auto [line, column] = position(text, first.byte == 0 ? 0 : first.byte - 1);
    return std::unexpected(Error{Errc::invalid_input,
                                 "not JSON: line " + std::to_string(line) + ", column " +
                                     std::to_string(column) + ": " + reason(first.what()),
                                 {}});
  } catch (const Json::exception& other) {
    return std::unexpected(
        Error{Errc::invalid_input, std::string("not JSON: ") + other.what(), {}});
  }
}

std::string to_text(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string to_file_text(const Json& value) {
  return to_text(value, 2) + "\n";
}

const Json* find(const Json& value, std::string_view key) {
  if (!value.is_object()) return nullptr;
  const auto at = value.find(key);
  return at == value.end() ? nullptr : &*at;
}

std::string string_or(const Json& value, std::string_view key, std::string_view otherwise) {
  const Json* found = find(value, key);
  return found != nullptr && found->is_string() ? found->get<std::string>()
                                                : std::string(otherwise);
}

bool is_true(const Json& value, std::string_view key) {
  const Json* found = find(value, key);
  return found != nullptr && *found == Json(true);
}

}  // namespace brunt

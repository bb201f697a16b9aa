#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "codec/problem.h"

namespace brunt::codec {

/// A place in a text; both 1-based, columns counted in characters.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// Where the values of a document begin, by JSON pointer; "" is the whole.
struct Positions {
  std::unordered_map<std::string, Place> values;
  std::unordered_map<std::string, Place> keys;  ///< of members: where their names begin

  /// Place of the value at `pointer`, or of the nearest value around it that has one.
  Place of(std::string_view pointer) const;
  Place of_key(std::string_view pointer) const;

  friend bool operator==(const Positions&, const Positions&) = default;
};

/// A JSON or YAML text as a value, with where each part stands.
struct Document {
  Json value;
  Positions positions;
  std::vector<Problem> warnings;
};

using Parsed = std::expected<Document, Problem>;

/// JSON as RFC 8259 with NaN, Infinity and -Infinity; the last of equal keys wins, with a warning;
/// a leading byte-order mark is skipped, with a warning; at most 512 levels.
/// Integers beyond 64 bits become floating-point numbers.
Parsed parse_json_document(std::string_view text);

/// One YAML document; scalars are resolved as YAML 1.1 (`on` is true, `012` is ten, `12:30` is
/// 750, `1e3` is a text), with warnings for the surprising ones. Anchors, aliases and merge keys
/// work; custom tags are refused. Source: shared behaviour of PyYAML's safe loader.
Parsed parse_yaml_document(std::string_view text);

/// `text` with `~` and `/` escaped for a JSON pointer, after a slash: "/a~1b".
std::string pointer_part(std::string_view text);
std::string pointer_part(std::size_t index);

}  // namespace brunt::codec

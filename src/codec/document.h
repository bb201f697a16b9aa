#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
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

/// Where the values of a document begin, by JSON pointer; "" is the whole. A list in document
/// order: made with one append per value, since most of them are never asked for.
class Positions {
 public:
  /// About so many values will come.
  void expect(std::size_t values) { parts_.reserve(values); }

  /// The value that begins here, a part of the one that is open; it is open itself until close().
  std::size_t open(Place value);
  /// The same, as member `name`. A `merged` member (of a YAML merge key) counts only where the
  /// object has no other of that name.
  std::size_t open(Place value, std::string_view name, Place key, bool merged = false);
  void close(std::size_t opened) { parts_[opened].end = static_cast<std::uint32_t>(parts_.size()); }

  /// Place of the value at `pointer`, or of the nearest value around it that has one.
  Place of(std::string_view pointer) const;
  /// Where the name of the member at `pointer` begins; of what is no member, where it begins.
  Place of_key(std::string_view pointer) const;

  friend bool operator==(const Positions&, const Positions&) = default;

 private:
  struct Part {
    std::string name;  ///< of a member
    std::uint32_t line = 0, column = 0, key_line = 0, key_column = 0;
    std::uint32_t end = 0;  ///< the parts of a value stand between it and here
    bool member = false;
    bool merged = false;

    friend bool operator==(const Part&, const Part&) = default;
  };
  std::size_t child(std::size_t of, std::string_view name) const;
  std::size_t nearest(std::string_view pointer, bool& exact) const;

  std::vector<Part> parts_;
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

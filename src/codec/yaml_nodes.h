#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "codec/document.h"
#include "codec/problem.h"

namespace brunt::codec {

/// One node of a YAML document, as written: nothing is resolved yet.
struct YamlNode {
  enum class Kind : std::uint8_t { scalar, sequence, mapping };
  Kind kind = Kind::scalar;
  std::string tag{};   ///< explicit tag, "!" for the non-specific one, "" = none
  std::string text{};  ///< of a scalar
  bool plain = false;  ///< a scalar without quotes
  Place place{};
  std::vector<std::size_t> items{};  ///< of a sequence; of a mapping: key, value, key, value…
};

/// Nodes by index; an alias is the index of the node it names. The root is the first one; empty =
/// no document.
using YamlTree = std::vector<YamlNode>;

/// Reads the one document of a YAML stream, at most 512 levels deep.
/// Errors: a text that is no YAML, a second document, an unknown alias.
std::expected<YamlTree, Problem> read_yaml_nodes(std::string_view text);

}  // namespace brunt::codec

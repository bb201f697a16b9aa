#pragma once

#include <span>
#include <string_view>

namespace brunt::codec {

/// A rule that a document is checked against. Its id does not change from version to version, so
/// that a pipeline can name it.
struct Rule {
  std::string_view id;       ///< "area/what"
  std::string_view summary;  ///< one sentence
  bool in_schema = false;    ///< a JSON Schema can say it, and ours does
};

/// All of them, sorted by id.
std::span<const Rule> rules();

/// nullptr when there is none of that name.
const Rule* find_rule(std::string_view id);

}  // namespace brunt::codec

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::analysis {

struct StandardQuery;

/// A JSON path as RFC 9535 has it: a filter tests the children, `==` and `&&` as in other
/// languages, functions length, count, match, search and value.
///     $.nodes[?@.up == true].id   $..book[?search(@.title, "chaos")]   $[0:3]   $['a','b']
/// Regular expressions are those of RFC 9485. A value; evaluating is pure.
/// Source: RFC 9535; tested with its compliance suite.
class StandardPath {
 public:
  /// Errors: `invalid_input`, naming the character where the path stops making sense.
  static Result<StandardPath> parse(std::string_view text);

  /// The nodes that `root` has at this path, duplicates kept.
  /// Errors: `invalid_input` when there are more than a million.
  Result<std::vector<Json>> matches(const Json& root) const;

 private:
  std::shared_ptr<const StandardQuery> query_;
};

}  // namespace brunt::analysis

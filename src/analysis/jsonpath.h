#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::analysis {

struct PathNode;

/// A JSON path of the reference's own dialect, which is not RFC 9535:
///     $.nodes.*[?(@.up = true)].id      a filter tests the node it stands on, not its children
///     $..name   $[-1]   $[1:5:2]   $["a","b"]   $.list[length()]   $.a[$.k]
/// `or` binds tighter than `and`; only double quotes; escapes in them are not decoded.
/// A value; evaluating is pure. Source: experiment format section 3.6.
class JsonPath {
 public:
  /// Errors: `invalid_input`, naming the character where the path stops making sense.
  static Result<JsonPath> parse(std::string_view text);

  /// What `root` has at this path, in document order, duplicates kept.
  /// Errors: `invalid_input`: `contains` on something that holds nothing, or over a million values.
  Result<std::vector<Json>> matches(const Json& root) const;

  /// What in this path means something else than in other dialects, one sentence each: a filter
  /// right behind a name, `or` beside `and` without parentheses.
  std::vector<std::string> traps() const;

 private:
  std::shared_ptr<const PathNode> node_;
};

}  // namespace brunt::analysis

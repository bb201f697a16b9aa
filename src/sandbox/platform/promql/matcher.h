#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sandbox/platform/promql/labels.h"

namespace re2 {
class RE2;
}

namespace brunt::sandbox::platform::promql {

/// One condition of a selector. A label that is absent counts as "".
class Matcher {
 public:
  enum class Op : std::uint8_t { equal, not_equal, matches, matches_not };

  /// Errors: bad_data, for a pattern that is no regular expression. Patterns are anchored on both
  /// sides.
  static Outcome<Matcher> make(std::string name, Op op, std::string value);

  bool accepts(std::string_view value) const;
  const std::string& name() const { return name_; }
  const std::string& value() const { return value_; }
  Op op() const { return op_; }

 private:
  std::string name_, value_;
  Op op_ = Op::equal;
  std::shared_ptr<const re2::RE2> pattern_;
};

/// Do all of `matchers` accept `labels`?
bool accept(const std::vector<Matcher>& matchers, const Labels& labels);

}  // namespace brunt::sandbox::platform::promql

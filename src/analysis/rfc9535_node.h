#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace re2 {
class RE2;
}

namespace brunt::analysis {

struct Logical;

struct StandardSelector {
  enum class Kind { name, wildcard, index, slice, filter };
  Kind kind = Kind::wildcard;
  std::string name{};
  std::int64_t index = 0;
  std::optional<std::int64_t> first{}, last{};
  std::int64_t step = 1;
  std::shared_ptr<const Logical> filter{};
};

struct StandardSegment {
  bool descends = false;
  std::vector<StandardSelector> selectors;
};

struct StandardQuery {
  bool from_root = true;  ///< `$`, else `@`
  std::vector<StandardSegment> segments;

  /// At most one node, whatever the value: names and indices only.
  bool singular() const;
};

/// What stands at a side of a comparison, alone as a test, or as an argument.
struct Term {
  enum class Kind { literal, query, function, logical };
  Kind kind = Kind::literal;
  Json literal{};
  std::shared_ptr<const StandardQuery> query{};
  std::string function{};
  std::vector<Term> arguments{};
  std::shared_ptr<const Logical> logical{};   ///< an argument that is true or false
  std::shared_ptr<const re2::RE2> pattern{};  ///< of match and search, when it is a literal
};

/// What a filter asks.
struct Logical {
  enum class Kind { any, all, negated, compare, test };
  Kind kind = Kind::test;
  std::vector<Logical> parts{};  ///< of any, all and negated
  std::string comparison{};      ///< "==", "!=", "<", "<=", ">", ">="
  Term left{}, right{};          ///< `left` alone for a test
};

/// What a function gives and takes. Source: RFC 9535 section 2.4.
enum class ValueKind { value, logical, nodes };
struct Signature {
  ValueKind result;
  std::vector<ValueKind> parameters;
};
/// nullptr when there is no such function.
const Signature* signature_of(const std::string& function);

/// `pattern` of RFC 9485 as RE2; nullptr when it is none.
std::shared_ptr<const re2::RE2> compiled_regexp(const std::string& pattern);
/// `whole`: as match, else as search.
bool found_in(const re2::RE2& pattern, const std::string& text, bool whole);

}  // namespace brunt::analysis

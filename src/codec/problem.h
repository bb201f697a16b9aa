#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace brunt::codec {

/// One thing wrong (or risky) in a document, for the person who wrote it. Plain values: a terminal
/// may colour the parts, describe() writes them plain.
struct Problem {
  std::size_t line = 0;    ///< 1-based; 0 = no place in a text
  std::size_t column = 0;  ///< 1-based, in characters
  std::string pointer{};   ///< JSON pointer (RFC 6901) of the offending value; "" = the whole
  std::string summary{};   ///< one sentence in plain words, lower case, no full stop
  std::string what{};      ///< the part it concerns, e.g. "probe function-must-exist"
  std::string found{};
  std::string expected{};
  std::string hint{};  ///< what to do
  bool is_warning = false;
  std::string rule{};  ///< stable name of the rule, see codec/rules.h; "" = none of a document's

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// The five parts, as the house's terminal shows errors; empty ones are left out. No line end after
/// the last line:
///     error: unknown activity type "acton"
///       where     shop.yaml:14:16                 /method/0/type
///       what      method activity 'stop the cache'
///       found     "acton"
///       expected  "action" or "probe"
///       do        write "action"
/// `file` is the name to show; "" shows "line 14, column 16" instead.
std::string describe(const Problem& problem, const std::string& file);

/// The same without "error: " or "warning: " in front.
std::string describe_bare(const Problem& problem, const std::string& file);

/// All of them, errors first, up to ten, then "and 14 more"; one blank line between two.
std::string describe_all(const std::vector<Problem>& problems, const std::string& file);

bool has_errors(const std::vector<Problem>& problems);

/// The one of `known` that `word` is a likely slip of, by its letters or their order; else "".
std::string meant_by(const std::string& word, const std::vector<std::string>& known);

}  // namespace brunt::codec

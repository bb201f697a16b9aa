#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/terminal_look.h"
#include "codec/problem.h"

namespace brunt::cli {

/// One error as a person reads it: a sentence, then up to five parts, the last an action.
/// Empty parts are left out.
struct Trouble {
  std::string sentence;  ///< plain words, lower case, no full stop
  std::string where;     ///< file and place, flag, activity
  std::string what;      ///< what was being done, or the part it concerns
  std::string found;
  std::string expected;
  std::string to_do;
  bool warning = false;

  friend bool operator==(const Trouble&, const Trouble&) = default;
};

/// `file` is the name to show in front of line and column.
Trouble trouble_of(const codec::Problem& problem, std::string_view file);

/// An engine's error: `sentence` and `to_do` are the caller's, who knows what it means for the
/// user; the rest is taken from the error.
Trouble trouble_of(const Error& error, std::string sentence, std::string to_do);

/// All of them, errors first, up to ten, then "and 14 more"; a blank line between two.
std::vector<std::string> trouble_lines(const Look& look, std::vector<Trouble> troubles);
std::vector<std::string> trouble_lines(const Look& look, const Trouble& trouble);

/// The same as one JSON object a line, for --log-format json.
std::string trouble_json(const Trouble& trouble);

}  // namespace brunt::cli

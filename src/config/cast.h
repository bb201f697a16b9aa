#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brunt::config {

/// `value` as `type` says: "" and str, string: unchanged; int, integer; float, number; bytes: the
/// text; bool: false for false, 0 and no in any case, true for every other text; json: parsed,
/// empty text and values that are no text kept.
/// Errors: `invalid_input`. Source: experiment format section 4.2.
Result<Json> cast(const Json& value, std::string_view type);

/// One `--var KEY=VALUE` or `--var KEY:TYPE=VALUE`.
struct Var {
  std::string key;
  Json value;

  friend bool operator==(const Var&, const Var&) = default;
};

/// Split at the first `=`; the type is after the last `:` of the left part.
/// Errors: `invalid_input`: a usage error.
Result<Var> parse_var(std::string_view text);

}  // namespace brunt::config

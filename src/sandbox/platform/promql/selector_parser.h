#pragma once

#include <string>
#include <vector>

#include "sandbox/platform/promql/ast.h"
#include "sandbox/platform/promql/token_reader.h"

namespace brunt::sandbox::platform::promql {

// The phrases of a query that hold no expression. Each takes its tokens from where `tokens` stands.
// Errors: bad_data with line and column; execution for subqueries.

/// `name{matchers}`
Outcome<ExprPtr> parse_selector(TokenReader& tokens);
/// `[5m]`, into `selector`, which is that of `expr`
Outcome<void> parse_range(TokenReader& tokens, Expr& expr, Selector& selector);
/// `offset 5m`
Outcome<void> parse_offset(TokenReader& tokens, Selector& selector);
/// `(a, b)`
Outcome<std::vector<std::string>> parse_label_list(TokenReader& tokens);

}  // namespace brunt::sandbox::platform::promql

#pragma once

#include <string_view>

#include "sandbox/platform/promql/ast.h"

namespace brunt::sandbox::platform::promql {

/// Reads and type-checks a query. Errors: bad_data with line and column for what Prometheus would
/// not read either; execution for what it would, but this subset does not know, naming what it
/// knows. Known: selectors with = != =~ !~, range, offset; arithmetic, comparisons with bool,
/// and/or/unless, on/ignoring, group_left/group_right; sum avg min max count group by/without;
/// find_function()'s. Source: prometheus.io/docs, querying/basics, operators, functions.
Outcome<ExprPtr> parse(std::string_view query);

/// The matchers of one selector, as in `match[]`. Errors: bad_data.
Outcome<std::vector<Matcher>> parse_matchers(std::string_view selector);

}  // namespace brunt::sandbox::platform::promql

#pragma once

#include <string_view>

#include "sandbox/platform/promql/ast.h"

namespace brunt::sandbox::platform::promql {

// The type rules of the query language, in Prometheus' words. Errors: bad_data.

Outcome<void> expect_type(std::string_view query, const Expr& expr, Type wanted,
                          std::string_view where);
Outcome<void> check_call(std::string_view query, const Call& call, std::size_t position);
/// `expr` holds a Binary.
Outcome<void> check_binary(std::string_view query, const Expr& expr);

}  // namespace brunt::sandbox::platform::promql

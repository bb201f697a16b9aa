#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sandbox/platform/promql/ast.h"
#include "sandbox/platform/promql/function.h"
#include "sandbox/platform/promql/store.h"

namespace brunt::sandbox::platform::promql {

/// How far back a sample still counts as the present value.
inline constexpr std::int64_t default_lookback_ms = 300'000;

/// A series of points; a range vector or the answer of a range query consists of them.
struct Points {
  Labels labels;
  std::vector<Sample> points;
};
using Matrix = std::vector<Points>;

/// What an expression is at one instant: a scalar, a string, an instant vector, a range vector.
using Value = std::variant<double, std::string, Vector, Matrix>;

/// `expr` at `time_ms`. A vector comes sorted by labels, unless sort() or sort_desc() put it in
/// order. Errors: execution (many-to-many match, two elements with the same labels). Source:
/// Prometheus 2, promql/engine.go.
Outcome<Value> evaluate(const Expr& expr, const Store& store, std::int64_t time_ms,
                        std::int64_t lookback_ms = default_lookback_ms);

/// `expr` at start, start + step, ... up to end: one row of points per label set, sorted by labels.
/// Errors: bad_data unless `expr` is a scalar or an instant vector; else as evaluate().
Outcome<Matrix> evaluate_range(const Expr& expr, const Store& store, std::int64_t start_ms,
                               std::int64_t end_ms, std::int64_t step_ms,
                               std::int64_t lookback_ms = default_lookback_ms);

}  // namespace brunt::sandbox::platform::promql

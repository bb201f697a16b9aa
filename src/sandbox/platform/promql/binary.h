#pragma once

#include "sandbox/platform/promql/ast.h"
#include "sandbox/platform/promql/function.h"

namespace brunt::sandbox::platform::promql {

/// `a op b`; a comparison gives 1 or 0.
double combine(Operator op, double a, double b);

/// Each element with a number; `scalar_left` when the number stands on the left. A comparison
/// without bool keeps the elements for which it holds.
Vector combine_scalar(const Binary& node, const Vector& vector, double scalar, bool scalar_left);

/// Elements that match each other. Errors: execution, for a match that is not one to one where it
/// has to be.
Outcome<Vector> combine_vectors(const Binary& node, const Vector& left, const Vector& right);

}  // namespace brunt::sandbox::platform::promql

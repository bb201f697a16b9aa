#pragma once

#include "sandbox/platform/promql/ast.h"
#include "sandbox/platform/promql/function.h"

namespace brunt::sandbox::platform::promql {

/// Sum, average and so on of the elements that agree on the labels kept. Pure.
Vector aggregate(const Aggregation& how, const Vector& elements);

}  // namespace brunt::sandbox::platform::promql

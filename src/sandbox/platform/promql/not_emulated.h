#pragma once

#include <string_view>

#include "sandbox/platform/promql/labels.h"

namespace brunt::sandbox::platform::promql {

/// For what a real Prometheus would answer: says so, and lists what is known. Kind: execution.
QueryError not_emulated(std::string_view what);

}  // namespace brunt::sandbox::platform::promql

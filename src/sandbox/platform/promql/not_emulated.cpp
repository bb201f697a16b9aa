#include "sandbox/platform/promql/not_emulated.h"

#include <fmt/format.h>

#include "sandbox/platform/promql/function.h"

namespace brunt::sandbox::platform::promql {

QueryError not_emulated(std::string_view what) {
  return {
      QueryError::Kind::execution,
      fmt::format("the emulated Prometheus does not know {}; it knows: selectors with = != =~ !~, "
                  "offset and ranges, arithmetic, comparisons, and/or/unless, the aggregations "
                  "sum, avg, min, max, count, group, and the functions {}",
                  what, function_names())};
}

}  // namespace brunt::sandbox::platform::promql

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/platform/promql/ast.h"
#include "sandbox/platform/promql/store.h"

namespace brunt::sandbox::platform::promql {

/// The samples of one series in a window, oldest first, and the window itself.
struct Window {
  std::vector<Sample> samples;
  std::int64_t start_ms = 0, end_ms = 0;  ///< both inside
  double seconds = 0;                     ///< the range as written
};

/// One element of an instant vector.
struct Element {
  Labels labels;
  double value = 0;
  std::int64_t time_ms = 0;  ///< of the sample it comes from, for timestamp()
};
using Vector = std::vector<Element>;

/// What a function is given: its arguments, each in the place that fits its type.
struct Arguments {
  std::vector<double> numbers;  ///< scalar arguments, in order
  Vector vector;                ///< the vector argument
  std::int64_t time_ms = 0;
};

/// A function of the query language. Exactly one of the three is set.
struct Function {
  std::string_view name;
  std::vector<Type> arguments;
  std::size_t optional = 0;  ///< how many of the last arguments may be left out
  Type returns = Type::vector;
  std::optional<double> (*over_window)(const Window&) = nullptr;  ///< nothing: no element
  Vector (*over_vector)(Arguments) = nullptr;
  double (*to_scalar)(const Arguments&) = nullptr;
};

/// The function of that name, or nullptr.
const Function* find_function(std::string_view name);

/// All that are known, for messages, in alphabetical order: "abs, absent, ...".
std::string function_names();

/// Does a real Prometheus have a function or an aggregation of that name?
bool exists_in_prometheus(std::string_view name);

}  // namespace brunt::sandbox::platform::promql

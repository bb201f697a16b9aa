#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sandbox/platform/promql/matcher.h"

namespace brunt::sandbox::platform::promql {

enum class Type : std::uint8_t { scalar, string, vector, matrix };

/// As Prometheus' messages name it: "scalar", "string", "instant vector", "range vector".
std::string_view name_of(Type type);

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Number {
  double value = 0;
};

struct Text {
  std::string value;
};

/// `name{matchers}[range] offset duration`
struct Selector {
  std::vector<Matcher> matchers;
  std::int64_t range_ms = 0;  ///< 0: an instant vector
  std::int64_t offset_ms = 0;
};

struct Function;

struct Call {
  const Function* function = nullptr;
  std::vector<ExprPtr> arguments;
};

enum class Aggregate : std::uint8_t { sum, avg, min, max, count, group };

/// `sum by (labels) (of)`
struct Aggregation {
  Aggregate op = Aggregate::sum;
  bool without = false;  ///< the labels are those to drop, not those to keep
  std::vector<std::string> labels;
  ExprPtr of;
};

// clang-format off
enum class Operator : std::uint8_t {
  add, subtract, multiply, divide, modulo, power, arc_tangent,
  equal, not_equal, less, less_equal, greater, greater_equal,
  intersect, unite, unless,
};
// clang-format on

bool is_comparison(Operator op);
bool is_set(Operator op);

/// How elements of two vectors find each other.
struct Matching {
  bool on = false;  ///< `labels` are those that must agree, not those to leave out
  std::vector<std::string> labels;
  enum class Many : std::uint8_t {
    none,
    left,
    right
  } many = Many::none;               ///< group_left, group_right
  std::vector<std::string> include;  ///< labels taken over from the "one" side
};

struct Binary {
  Operator op = Operator::add;
  bool return_bool = false;
  Matching matching;
  ExprPtr left, right;
};

struct Negation {
  ExprPtr of;
};

struct Expr {
  std::variant<Number, Text, Selector, Call, Aggregation, Binary, Negation> node;
  Type type = Type::scalar;
  std::size_t position = 0;  ///< 0-based byte in the query
};

}  // namespace brunt::sandbox::platform::promql

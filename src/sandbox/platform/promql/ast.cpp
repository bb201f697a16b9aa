#include "sandbox/platform/promql/ast.h"

namespace brunt::sandbox::platform::promql {

std::string_view name_of(Type type) {
  switch (type) {
    case Type::scalar:
      return "scalar";
    case Type::string:
      return "string";
    case Type::vector:
      return "instant vector";
    case Type::matrix:
      break;
  }
  return "range vector";
}

bool is_comparison(Operator op) {
  return op >= Operator::equal && op <= Operator::greater_equal;
}

bool is_set(Operator op) {
  return op >= Operator::intersect;
}

}  // namespace brunt::sandbox::platform::promql

#include "sandbox/platform/promql/check.h"

#include <fmt/format.h>

#include "base/result.h"
#include "sandbox/platform/promql/function.h"
#include "sandbox/platform/promql/lexer.h"

namespace brunt::sandbox::platform::promql {

Outcome<void> expect_type(std::string_view query, const Expr& expr, Type wanted,
                          std::string_view where) {
  if (expr.type == wanted) return {};
  return std::unexpected(parse_error(
      query, expr.position,
      fmt::format("expected type {} in {}, got {}", name_of(wanted), where, name_of(expr.type))));
}

Outcome<void> check_call(std::string_view query, const Call& call, std::size_t position) {
  const Function& function = *call.function;
  const std::size_t most = function.arguments.size();
  const std::size_t least = most - function.optional;
  const std::size_t given = call.arguments.size();
  if (given < least || given > most) {
    const std::string_view how = function.optional == 0 ? ""
                                 : given < least        ? "at least "
                                                        : "at most ";
    return std::unexpected(
        parse_error(query, position,
                    fmt::format("expected {}{} argument(s) in call to \"{}\", got {}", how,
                                given < least ? least : most, function.name, given)));
  }
  for (std::size_t i = 0; i < given; ++i) {
    BRUNT_TRY(expect_type(query, *call.arguments[i], function.arguments[i],
                          fmt::format("call to function \"{}\"", function.name)));
  }
  return {};
}

Outcome<void> check_binary(std::string_view query, const Expr& expr) {
  const Binary& node = std::get<Binary>(expr.node);
  for (const Expr* side : {node.left.get(), node.right.get()}) {
    if (side->type == Type::scalar || side->type == Type::vector) continue;
    return std::unexpected(
        parse_error(query, side->position,
                    "binary expression must contain only scalar and instant vector types"));
  }
  const bool scalars = expr.type == Type::scalar;
  const bool vectors = node.left->type == Type::vector && node.right->type == Type::vector;
  if (scalars && is_comparison(node.op) && !node.return_bool) {
    return std::unexpected(
        parse_error(query, expr.position, "comparisons between scalars must use BOOL modifier"));
  }
  if (!vectors && is_set(node.op)) {
    return std::unexpected(
        parse_error(query, expr.position, "set operator not allowed in binary scalar expression"));
  }
  if (!vectors && (node.matching.on || !node.matching.labels.empty())) {
    return std::unexpected(
        parse_error(query, expr.position, "vector matching only allowed between instant vectors"));
  }
  return {};
}

}  // namespace brunt::sandbox::platform::promql

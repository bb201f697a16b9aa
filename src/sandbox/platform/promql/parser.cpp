#include "sandbox/platform/promql/parser.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/result.h"
#include "base/text.h"
#include "sandbox/platform/promql/check.h"
#include "sandbox/platform/promql/function.h"
#include "sandbox/platform/promql/not_emulated.h"
#include "sandbox/platform/promql/number.h"
#include "sandbox/platform/promql/selector_parser.h"

namespace brunt::sandbox::platform::promql {

namespace {

/// How strongly an operator binds; `^` alone binds to the right.
struct Binding {
  std::string_view text;
  Operator op;
  int strength;
};

constexpr int power_strength = 6;
constexpr int unary_strength = 5;  // as * and /: -2^2 is -4

constexpr std::array<Binding, 16> bindings{{{"or", Operator::unite, 1},
                                            {"and", Operator::intersect, 2},
                                            {"unless", Operator::unless, 2},
                                            {"==", Operator::equal, 3},
                                            {"!=", Operator::not_equal, 3},
                                            {"<", Operator::less, 3},
                                            {"<=", Operator::less_equal, 3},
                                            {">", Operator::greater, 3},
                                            {">=", Operator::greater_equal, 3},
                                            {"+", Operator::add, 4},
                                            {"-", Operator::subtract, 4},
                                            {"*", Operator::multiply, unary_strength},
                                            {"/", Operator::divide, unary_strength},
                                            {"%", Operator::modulo, unary_strength},
                                            {"atan2", Operator::arc_tangent, unary_strength},
                                            {"^", Operator::power, power_strength}}};

constexpr std::array<std::pair<std::string_view, Aggregate>, 6> aggregates{
    {{"sum", Aggregate::sum},
     {"avg", Aggregate::avg},
     {"min", Aggregate::min},
     {"max", Aggregate::max},
     {"count", Aggregate::count},
     {"group", Aggregate::group}}};

std::optional<Aggregate> aggregate_of(std::string_view word) {
  const std::string wanted = lower(word);
  for (const auto& [name, op] : aggregates) {
    if (name == wanted) return op;
  }
  return std::nullopt;
}

/// Precedence climbing over the tokens; one method per kind of phrase.
class Parser {
 public:
  explicit Parser(TokenReader tokens) : tokens_(std::move(tokens)) {}

  Outcome<ExprPtr> whole() {
    if (tokens_.peek().kind == Token::Kind::end) {
      return std::unexpected(tokens_.wrong(tokens_.peek(), "no expression found in input"));
    }
    ExprPtr out = BRUNT_TRY(expression(1));
    if (tokens_.peek().kind != Token::Kind::end)
      return std::unexpected(tokens_.unexpected_token(""));
    return out;
  }

 private:
  const Binding* binding() const {
    if (tokens_.peek().kind != Token::Kind::symbol && tokens_.peek().kind != Token::Kind::name)
      return nullptr;
    const std::string word = lower(tokens_.peek().text);
    const auto found = std::ranges::find(bindings, word, &Binding::text);
    return found == bindings.end() ? nullptr : &*found;
  }

  Outcome<ExprPtr> expression(int weakest) {
    const Depth depth(depth_);
    if (depth_ > 100)
      return std::unexpected(tokens_.wrong(tokens_.peek(), "expression nested too deeply"));
    ExprPtr left = BRUNT_TRY(unary());
    while (const Binding* next = binding()) {
      if (next->strength < weakest) break;
      const Token at = tokens_.take();
      Binary node;
      node.op = next->op;
      BRUNT_TRY(modifiers(node));
      node.left = std::move(left);
      const bool to_the_right = next->strength == power_strength;
      node.right = BRUNT_TRY(expression(next->strength + (to_the_right ? 0 : 1)));
      const Type type = node_type(node);
      left = make(std::move(node), type, at.position);
      BRUNT_TRY(check_binary(tokens_.query(), *left));
    }
    return left;
  }

  static Type node_type(const Binary& node) {
    const bool scalars = node.left->type == Type::scalar && node.right->type == Type::scalar;
    return scalars ? Type::scalar : Type::vector;
  }

  static ExprPtr make(decltype(Expr::node) node, Type type, std::size_t position) {
    return std::make_unique<Expr>(Expr{std::move(node), type, position});
  }

  /// `bool`, `on (..)`, `ignoring (..)`, `group_left (..)`.
  Outcome<void> modifiers(Binary& node) {
    if (tokens_.is_word("bool")) {
      if (!is_comparison(node.op)) {
        return std::unexpected(tokens_.wrong(
            tokens_.peek(), "bool modifier can only be used on comparison operators"));
      }
      tokens_.take();
      node.return_bool = true;
    }
    if (!tokens_.is_word("on") && !tokens_.is_word("ignoring")) return {};
    node.matching.on = lower(tokens_.take().text) == "on";
    node.matching.labels = BRUNT_TRY(parse_label_list(tokens_));
    if (!tokens_.is_word("group_left") && !tokens_.is_word("group_right")) return {};
    if (is_set(node.op)) {
      return std::unexpected(
          tokens_.wrong(tokens_.peek(), "no grouping allowed for set operations"));
    }
    node.matching.many =
        tokens_.is_word("group_left") ? Matching::Many::left : Matching::Many::right;
    tokens_.take();
    if (tokens_.is("(")) node.matching.include = BRUNT_TRY(parse_label_list(tokens_));
    return {};
  }

  Outcome<ExprPtr> unary() {
    if (!tokens_.is("-") && !tokens_.is("+")) return postfix();
    const Token sign = tokens_.take();
    ExprPtr of = BRUNT_TRY(expression(power_strength));
    if (of->type != Type::scalar && of->type != Type::vector) {
      return std::unexpected(tokens_.wrong(
          sign,
          fmt::format("unary expression only allowed on expressions of type scalar or instant "
                      "vector, got \"{}\"",
                      name_of(of->type))));
    }
    if (sign.text == "+") return of;
    const Type type = of->type;
    return make(Negation{std::move(of)}, type, sign.position);
  }

  Outcome<ExprPtr> postfix() {
    ExprPtr out = BRUNT_TRY(primary());
    auto* selector = std::get_if<Selector>(&out->node);
    while (tokens_.is("[") || tokens_.is("@") || tokens_.is_word("offset")) {
      if (tokens_.is("@")) return std::unexpected(not_emulated("the modifier '@'"));
      if (selector == nullptr) {
        if (tokens_.is("[")) return std::unexpected(not_emulated("subqueries"));
        return std::unexpected(
            tokens_.wrong(tokens_.peek(),
                          "offset modifier must be preceded by an instant vector selector or range "
                          "vector selector"));
      }
      if (tokens_.is("[")) {
        BRUNT_TRY(parse_range(tokens_, *out, *selector));
      } else {
        BRUNT_TRY(parse_offset(tokens_, *selector));
      }
    }
    return out;
  }

  Outcome<ExprPtr> primary() {
    const Token& token = tokens_.peek();
    switch (token.kind) {
      case Token::Kind::number: {
        const Token number = tokens_.take();
        const auto value = parse_number(number.text);
        if (!value) return std::unexpected(tokens_.wrong(number, "bad number"));
        return make(Number{*value}, Type::scalar, number.position);
      }
      case Token::Kind::text: {
        Token text = tokens_.take();
        return make(Text{std::move(text.text)}, Type::string, text.position);
      }
      case Token::Kind::name:
        return named();
      case Token::Kind::symbol:
        if (tokens_.is("{")) return parse_selector(tokens_);
        if (tokens_.accept("(")) {
          ExprPtr inside = BRUNT_TRY(expression(1));
          BRUNT_TRY(tokens_.expect(")"));
          return inside;
        }
        break;
      case Token::Kind::duration:
      case Token::Kind::end:
        break;
    }
    return std::unexpected(tokens_.unexpected_token(""));
  }

  /// A word: a number, an aggregation, a function call or a metric.
  Outcome<ExprPtr> named() {
    const bool call = tokens_.peek(1).kind == Token::Kind::symbol && tokens_.peek(1).text == "(";
    const bool grouped = tokens_.is_word("by", 1) || tokens_.is_word("without", 1);
    if (const auto op = aggregate_of(tokens_.peek().text); op && (call || grouped))
      return aggregation(*op);
    if (call) return function_call();
    if (grouped && exists_in_prometheus(lower(tokens_.peek().text))) {
      return std::unexpected(not_emulated(fmt::format("'{}'", tokens_.peek().text)));
    }
    if (const auto number = parse_number(tokens_.peek().text)) {
      const Token at = tokens_.take();
      return make(Number{*number}, Type::scalar, at.position);
    }
    return parse_selector(tokens_);
  }

  Outcome<ExprPtr> function_call() {
    const Token name = tokens_.take();
    const Function* function = find_function(name.text);
    if (function == nullptr) {
      if (exists_in_prometheus(lower(name.text))) {
        return std::unexpected(not_emulated(fmt::format("'{}'", name.text)));
      }
      return std::unexpected(
          tokens_.wrong(name, fmt::format("unknown function with name \"{}\"", name.text)));
    }
    Call call{function, BRUNT_TRY(arguments())};
    BRUNT_TRY(check_call(tokens_.query(), call, name.position));
    return make(std::move(call), function->returns, name.position);
  }

  Outcome<std::vector<ExprPtr>> arguments() {
    BRUNT_TRY(tokens_.expect("("));
    std::vector<ExprPtr> out;
    while (!tokens_.is(")")) {
      out.push_back(BRUNT_TRY(expression(1)));
      if (!tokens_.accept(",")) break;
    }
    BRUNT_TRY(tokens_.expect(")"));
    return out;
  }

  Outcome<ExprPtr> aggregation(Aggregate op) {
    const Token name = tokens_.take();
    Aggregation node;
    node.op = op;
    const bool before = BRUNT_TRY(grouping(node));
    std::vector<ExprPtr> inside = BRUNT_TRY(arguments());
    if (!before) static_cast<void>(BRUNT_TRY(grouping(node)));
    if (inside.size() != 1) {
      return std::unexpected(tokens_.wrong(
          name, fmt::format("wrong number of arguments for aggregate expression provided, "
                            "expected 1, got {}",
                            inside.size())));
    }
    node.of = std::move(inside.front());
    BRUNT_TRY(expect_type(tokens_.query(), *node.of, Type::vector, "aggregation expression"));
    return make(std::move(node), Type::vector, name.position);
  }

  Outcome<bool> grouping(Aggregation& node) {
    if (!tokens_.is_word("by") && !tokens_.is_word("without")) return false;
    node.without = lower(tokens_.take().text) == "without";
    node.labels = BRUNT_TRY(parse_label_list(tokens_));
    return true;
  }

  /// Counts how deep expressions are nested.
  class Depth {
   public:
    explicit Depth(int& depth) : depth_(depth) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    int& depth_;
  };

  TokenReader tokens_;
  int depth_ = 0;
};

}  // namespace

Outcome<ExprPtr> parse(std::string_view query) {
  return Parser(TokenReader(query, BRUNT_TRY(tokens(query)))).whole();
}

Outcome<std::vector<Matcher>> parse_matchers(std::string_view selector) {
  ExprPtr expr = BRUNT_TRY(parse(selector));
  auto* found = std::get_if<Selector>(&expr->node);
  if (found == nullptr || found->range_ms != 0 || found->offset_ms != 0) {
    return std::unexpected(parse_error(selector, expr->position, "expected a series selector"));
  }
  return std::move(found->matchers);
}

}  // namespace brunt::sandbox::platform::promql

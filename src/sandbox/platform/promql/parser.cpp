#include "sandbox/platform/promql/parser.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/result.h"
#include "base/text.h"
#include "sandbox/platform/promql/check.h"
#include "sandbox/platform/promql/function.h"
#include "sandbox/platform/promql/lexer.h"
#include "sandbox/platform/promql/number.h"

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

QueryError not_emulated(std::string_view what) {
  return {
      QueryError::Kind::execution,
      fmt::format("the emulated Prometheus does not know {}; it knows: selectors with = != =~ !~, "
                  "offset and ranges, arithmetic, comparisons, and/or/unless, the aggregations "
                  "sum, avg, min, max, count, group, and the functions {}",
                  what, function_names())};
}

/// Precedence climbing over the tokens; one method per kind of phrase.
class Parser {
 public:
  Parser(std::string_view query, std::vector<Token> tokens)
      : query_(query), tokens_(std::move(tokens)) {}

  Outcome<ExprPtr> whole() {
    if (peek().kind == Token::Kind::end) {
      return std::unexpected(wrong(peek(), "no expression found in input"));
    }
    ExprPtr out = BRUNT_TRY(expression(1));
    if (peek().kind != Token::Kind::end) return std::unexpected(unexpected_token(""));
    return out;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[std::min(at_++, tokens_.size() - 1)]; }
  bool is(std::string_view symbol) const {
    return peek().kind == Token::Kind::symbol && peek().text == symbol;
  }
  bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::name && lower(peek(ahead).text) == word;
  }
  bool accept(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }

  QueryError wrong(const Token& at, std::string_view what) const {
    return parse_error(query_, at.position, what);
  }
  QueryError unexpected_token(std::string_view expected) const {
    const Token& found = peek();
    std::string what = found.kind == Token::Kind::end
                           ? "unexpected end of input"
                           : fmt::format("unexpected \"{}\"", printable(found.text));
    if (!expected.empty()) what += fmt::format(", expected {}", expected);
    return wrong(found, what);
  }
  Outcome<void> expect(std::string_view symbol) {
    if (accept(symbol)) return {};
    return std::unexpected(unexpected_token(fmt::format("\"{}\"", symbol)));
  }

  const Binding* binding() const {
    if (peek().kind != Token::Kind::symbol && peek().kind != Token::Kind::name) return nullptr;
    const std::string word = lower(peek().text);
    const auto found = std::ranges::find(bindings, word, &Binding::text);
    return found == bindings.end() ? nullptr : &*found;
  }

  Outcome<ExprPtr> expression(int weakest) {
    const Depth depth(depth_);
    if (depth_ > 100) return std::unexpected(wrong(peek(), "expression nested too deeply"));
    ExprPtr left = BRUNT_TRY(unary());
    while (const Binding* next = binding()) {
      if (next->strength < weakest) break;
      const Token at = take();
      Binary node;
      node.op = next->op;
      BRUNT_TRY(modifiers(node));
      node.left = std::move(left);
      const bool to_the_right = next->strength == power_strength;
      node.right = BRUNT_TRY(expression(next->strength + (to_the_right ? 0 : 1)));
      const Type type = node_type(node);
      left = make(std::move(node), type, at.position);
      BRUNT_TRY(check_binary(query_, *left));
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
    if (is_word("bool")) {
      if (!is_comparison(node.op)) {
        return std::unexpected(
            wrong(peek(), "bool modifier can only be used on comparison operators"));
      }
      ++at_;
      node.return_bool = true;
    }
    if (!is_word("on") && !is_word("ignoring")) return {};
    node.matching.on = lower(take().text) == "on";
    node.matching.labels = BRUNT_TRY(label_list());
    if (!is_word("group_left") && !is_word("group_right")) return {};
    if (is_set(node.op)) {
      return std::unexpected(wrong(peek(), "no grouping allowed for set operations"));
    }
    node.matching.many = is_word("group_left") ? Matching::Many::left : Matching::Many::right;
    ++at_;
    if (is("(")) node.matching.include = BRUNT_TRY(label_list());
    return {};
  }

  Outcome<std::vector<std::string>> label_list() {
    BRUNT_TRY(expect("("));
    std::vector<std::string> out;
    while (!is(")")) {
      if (peek().kind != Token::Kind::name) return std::unexpected(unexpected_token("label"));
      out.push_back(take().text);
      if (!accept(",")) break;
    }
    BRUNT_TRY(expect(")"));
    return out;
  }

  Outcome<ExprPtr> unary() {
    if (!is("-") && !is("+")) return postfix();
    const Token sign = take();
    ExprPtr of = BRUNT_TRY(expression(power_strength));
    if (of->type != Type::scalar && of->type != Type::vector) {
      return std::unexpected(wrong(
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
    while (is("[") || is("@") || is_word("offset")) {
      if (is("@")) return std::unexpected(not_emulated("the modifier '@'"));
      if (selector == nullptr) {
        if (is("[")) return std::unexpected(not_emulated("subqueries"));
        return std::unexpected(
            wrong(peek(),
                  "offset modifier must be preceded by an instant vector selector or range "
                  "vector selector"));
      }
      if (is("[")) {
        BRUNT_TRY(range(*out, *selector));
      } else {
        BRUNT_TRY(offset(*selector));
      }
    }
    return out;
  }

  Outcome<void> range(Expr& expr, Selector& selector) {
    const Token open = take();
    if (selector.range_ms != 0 || selector.offset_ms != 0) {
      return std::unexpected(wrong(open, "no offset or second range allowed before a range"));
    }
    selector.range_ms = BRUNT_TRY(duration());
    if (is(":")) return std::unexpected(not_emulated("subqueries"));
    if (selector.range_ms == 0) {
      return std::unexpected(wrong(open, "duration must be greater than 0"));
    }
    BRUNT_TRY(expect("]"));
    expr.type = Type::matrix;
    return {};
  }

  Outcome<void> offset(Selector& selector) {
    const Token word = take();
    if (selector.offset_ms != 0) {
      return std::unexpected(wrong(word, "offset may not be set multiple times"));
    }
    const bool negative = accept("-");
    const std::int64_t by = BRUNT_TRY(duration());
    selector.offset_ms = negative ? -by : by;
    return {};
  }

  Outcome<std::int64_t> duration() {
    if (peek().kind != Token::Kind::duration) return std::unexpected(unexpected_token("duration"));
    return *parse_duration_ms(take().text);
  }

  Outcome<ExprPtr> primary() {
    const Token& token = peek();
    switch (token.kind) {
      case Token::Kind::number: {
        const Token number = take();
        return make(Number{*parse_number(number.text)}, Type::scalar, number.position);
      }
      case Token::Kind::text: {
        Token text = take();
        return make(Text{std::move(text.text)}, Type::string, text.position);
      }
      case Token::Kind::name:
        return named();
      case Token::Kind::symbol:
        if (is("{")) return selector("");
        if (accept("(")) {
          ExprPtr inside = BRUNT_TRY(expression(1));
          BRUNT_TRY(expect(")"));
          return inside;
        }
        break;
      case Token::Kind::duration:
      case Token::Kind::end:
        break;
    }
    return std::unexpected(unexpected_token(""));
  }

  /// A word: a number, an aggregation, a function call or a metric.
  Outcome<ExprPtr> named() {
    const bool call = peek(1).kind == Token::Kind::symbol && peek(1).text == "(";
    const bool grouped = is_word("by", 1) || is_word("without", 1);
    if (const auto op = aggregate_of(peek().text); op && (call || grouped)) return aggregation(*op);
    if (call) return function_call();
    if (grouped && exists_in_prometheus(lower(peek().text))) {
      return std::unexpected(not_emulated(fmt::format("'{}'", peek().text)));
    }
    if (const auto number = parse_number(peek().text)) {
      const Token at = take();
      return make(Number{*number}, Type::scalar, at.position);
    }
    return selector(take().text);
  }

  Outcome<ExprPtr> function_call() {
    const Token name = take();
    const Function* function = find_function(name.text);
    if (function == nullptr) {
      if (exists_in_prometheus(lower(name.text))) {
        return std::unexpected(not_emulated(fmt::format("'{}'", name.text)));
      }
      return std::unexpected(
          wrong(name, fmt::format("unknown function with name \"{}\"", name.text)));
    }
    Call call{function, BRUNT_TRY(arguments())};
    BRUNT_TRY(check_call(query_, call, name.position));
    return make(std::move(call), function->returns, name.position);
  }

  Outcome<std::vector<ExprPtr>> arguments() {
    BRUNT_TRY(expect("("));
    std::vector<ExprPtr> out;
    while (!is(")")) {
      out.push_back(BRUNT_TRY(expression(1)));
      if (!accept(",")) break;
    }
    BRUNT_TRY(expect(")"));
    return out;
  }

  Outcome<ExprPtr> aggregation(Aggregate op) {
    const Token name = take();
    Aggregation node;
    node.op = op;
    const bool before = BRUNT_TRY(grouping(node));
    std::vector<ExprPtr> inside = BRUNT_TRY(arguments());
    if (!before) BRUNT_TRY(grouping(node));
    if (inside.size() != 1) {
      return std::unexpected(
          wrong(name, fmt::format("wrong number of arguments for aggregate expression provided, "
                                  "expected 1, got {}",
                                  inside.size())));
    }
    node.of = std::move(inside.front());
    BRUNT_TRY(expect_type(query_, *node.of, Type::vector, "aggregation expression"));
    return make(std::move(node), Type::vector, name.position);
  }

  Outcome<bool> grouping(Aggregation& node) {
    if (!is_word("by") && !is_word("without")) return false;
    node.without = lower(take().text) == "without";
    node.labels = BRUNT_TRY(label_list());
    return true;
  }

  Outcome<ExprPtr> selector(std::string name) {
    const std::size_t start = name.empty() ? peek().position : tokens_[at_ - 1].position;
    Selector out;
    if (is("{")) out.matchers = BRUNT_TRY(matchers());
    if (!name.empty()) {
      const auto named = std::ranges::find(out.matchers, metric_name, &Matcher::name);
      if (named != out.matchers.end()) {
        return std::unexpected(
            parse_error(query_, start,
                        fmt::format("metric name must not be set twice: \"{}\" or \"{}\"", name,
                                    named->value())));
      }
      out.matchers.push_back(
          BRUNT_TRY(Matcher::make(metric_name, Matcher::Op::equal, std::move(name))));
    }
    if (std::ranges::all_of(out.matchers, [](const Matcher& m) { return m.accepts(""); })) {
      return std::unexpected(parse_error(
          query_, start, "vector selector must contain at least one non-empty matcher"));
    }
    return make(std::move(out), Type::vector, start);
  }

  Outcome<std::vector<Matcher>> matchers() {
    BRUNT_TRY(expect("{"));
    std::vector<Matcher> out;
    while (!is("}")) {
      out.push_back(BRUNT_TRY(matcher()));
      if (!accept(",")) break;
    }
    BRUNT_TRY(expect("}"));
    return out;
  }

  Outcome<Matcher> matcher() {
    static constexpr std::array<std::pair<std::string_view, Matcher::Op>, 4> operators{
        {{"=", Matcher::Op::equal},
         {"!=", Matcher::Op::not_equal},
         {"=~", Matcher::Op::matches},
         {"!~", Matcher::Op::matches_not}}};
    if (peek().kind != Token::Kind::name) return std::unexpected(unexpected_token("label"));
    std::string name = take().text;
    const auto op =
        std::ranges::find_if(operators, [&](const auto& known) { return is(known.first); });
    if (op == operators.end()) {
      return std::unexpected(unexpected_token("label matching operator"));
    }
    ++at_;
    if (peek().kind != Token::Kind::text) return std::unexpected(unexpected_token("string"));
    const Token value = take();
    Outcome<Matcher> made = Matcher::make(std::move(name), op->second, value.text);
    if (!made) return std::unexpected(wrong(value, made.error().text));
    return made;
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

  std::string_view query_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Outcome<ExprPtr> parse(std::string_view query) {
  return Parser(query, BRUNT_TRY(tokens(query))).whole();
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

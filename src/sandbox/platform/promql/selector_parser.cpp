#include "sandbox/platform/promql/selector_parser.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/result.h"
#include "sandbox/platform/promql/not_emulated.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform::promql {

namespace {

Outcome<std::int64_t> duration(TokenReader& tokens) {
  if (tokens.peek().kind != Token::Kind::duration)
    return std::unexpected(tokens.unexpected_token("duration"));
  const auto length = parse_duration_ms(tokens.peek().text);
  if (!length) return std::unexpected(tokens.unexpected_token("duration"));
  tokens.take();
  return *length;
}

Outcome<Matcher> matcher(TokenReader& tokens) {
  static constexpr std::array<std::pair<std::string_view, Matcher::Op>, 4> operators{
      {{"=", Matcher::Op::equal},
       {"!=", Matcher::Op::not_equal},
       {"=~", Matcher::Op::matches},
       {"!~", Matcher::Op::matches_not}}};
  if (tokens.peek().kind != Token::Kind::name)
    return std::unexpected(tokens.unexpected_token("label"));
  std::string name = tokens.take().text;
  const auto op =
      std::ranges::find_if(operators, [&](const auto& known) { return tokens.is(known.first); });
  if (op == operators.end()) {
    return std::unexpected(tokens.unexpected_token("label matching operator"));
  }
  tokens.take();
  if (tokens.peek().kind != Token::Kind::text)
    return std::unexpected(tokens.unexpected_token("string"));
  const Token value = tokens.take();
  Outcome<Matcher> made = Matcher::make(std::move(name), op->second, value.text);
  if (!made) return std::unexpected(tokens.wrong(value, made.error().text));
  return made;
}

Outcome<std::vector<Matcher>> matchers(TokenReader& tokens) {
  BRUNT_TRY(tokens.expect("{"));
  std::vector<Matcher> out;
  while (!tokens.is("}")) {
    out.push_back(BRUNT_TRY(matcher(tokens)));
    if (!tokens.accept(",")) break;
  }
  BRUNT_TRY(tokens.expect("}"));
  return out;
}

}  // namespace

Outcome<void> parse_range(TokenReader& tokens, Expr& expr, Selector& selector) {
  const Token open = tokens.take();
  if (selector.range_ms != 0 || selector.offset_ms != 0) {
    return std::unexpected(tokens.wrong(open, "no offset or second range allowed before a range"));
  }
  selector.range_ms = BRUNT_TRY(duration(tokens));
  if (tokens.is(":")) return std::unexpected(not_emulated("subqueries"));
  if (selector.range_ms == 0) {
    return std::unexpected(tokens.wrong(open, "duration must be greater than 0"));
  }
  BRUNT_TRY(tokens.expect("]"));
  expr.type = Type::matrix;
  return {};
}

Outcome<void> parse_offset(TokenReader& tokens, Selector& selector) {
  const Token word = tokens.take();
  if (selector.offset_ms != 0) {
    return std::unexpected(tokens.wrong(word, "offset may not be set multiple times"));
  }
  const bool negative = tokens.accept("-");
  const std::int64_t by = BRUNT_TRY(duration(tokens));
  selector.offset_ms = negative ? -by : by;
  return {};
}

Outcome<std::vector<std::string>> parse_label_list(TokenReader& tokens) {
  BRUNT_TRY(tokens.expect("("));
  std::vector<std::string> out;
  while (!tokens.is(")")) {
    if (tokens.peek().kind != Token::Kind::name)
      return std::unexpected(tokens.unexpected_token("label"));
    out.push_back(tokens.take().text);
    if (!tokens.accept(",")) break;
  }
  BRUNT_TRY(tokens.expect(")"));
  return out;
}

Outcome<ExprPtr> parse_selector(TokenReader& tokens) {
  const std::size_t start = tokens.peek().position;
  std::string name;
  if (tokens.peek().kind == Token::Kind::name) name = tokens.take().text;
  Selector out;
  if (tokens.is("{")) out.matchers = BRUNT_TRY(matchers(tokens));
  if (!name.empty()) {
    const auto named = std::ranges::find(out.matchers, metric_name, &Matcher::name);
    if (named != out.matchers.end()) {
      return std::unexpected(
          parse_error(tokens.query(), start,
                      fmt::format("metric name must not be set twice: \"{}\" or \"{}\"", name,
                                  named->value())));
    }
    out.matchers.push_back(
        BRUNT_TRY(Matcher::make(metric_name, Matcher::Op::equal, std::move(name))));
  }
  if (std::ranges::all_of(out.matchers, [](const Matcher& m) { return m.accepts(""); })) {
    return std::unexpected(parse_error(
        tokens.query(), start, "vector selector must contain at least one non-empty matcher"));
  }
  return std::make_unique<Expr>(Expr{std::move(out), Type::vector, start});
}

}  // namespace brunt::sandbox::platform::promql

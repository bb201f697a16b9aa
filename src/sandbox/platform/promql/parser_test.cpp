#include "sandbox/platform/promql/parser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sandbox/platform/promql/lexer.h"

namespace brunt::sandbox::platform::promql {
namespace {

QueryError error_of(std::string_view query) {
  const auto parsed = parse(query);
  EXPECT_FALSE(parsed) << query;
  return parsed ? QueryError{} : parsed.error();
}

TEST(Parse, ReadsASelector) {
  const auto expr = parse(
      "gateway_function_invocation_total{function_name='astre', code=~\"5..\",}[5m] offset 1h30m");
  ASSERT_TRUE(expr) << expr.error().text;
  EXPECT_EQ((*expr)->type, Type::matrix);
  const auto& selector = std::get<Selector>((*expr)->node);
  EXPECT_EQ(selector.range_ms, 300'000);
  EXPECT_EQ(selector.offset_ms, 5'400'000);
  ASSERT_EQ(selector.matchers.size(), 3U);
  EXPECT_EQ(selector.matchers[0].value(), "astre");
  EXPECT_EQ(selector.matchers[1].op(), Matcher::Op::matches);
  EXPECT_EQ(selector.matchers[2].value(), "gateway_function_invocation_total");
}

TEST(Parse, AcceptsTheWholeSubset) {
  for (const char* query : {"up",
                            "{__name__=~'a.*'}",
                            "1 + 2 * 3 ^ 4",
                            "-up",
                            "+1",
                            "sum(up)",
                            "sum by (job) (up)",
                            "sum(up) by (job, instance)",
                            "SUM WITHOUT (job) (up)",
                            "rate(up[1m])",
                            "time()",
                            "a and b or c unless d",
                            "a / on(x) group_left(y) b",
                            "a == bool b",
                            "1 == bool 1",
                            "'text'",
                            "`raw`",
                            "up offset -5m",
                            "round(up, 0.1)",
                            "round(up)",
                            "count(up > 0)",
                            "Inf",
                            "-NaN",
                            "0x10",
                            "histogram_quantile(0.9, sum by (le) (rate(b[5m])))",
                            "a # comment",
                            "(((a)))",
                            "sum",
                            "by",
                            "a atan2 b",
                            "node:cpu:rate5m",
                            "up{le!~'x'}",
                            "absent(up{job='x'})",
                            "group(up)",
                            "vector(1) > 0",
                            "scalar(up) * 2",
                            "ALERTS{alertstate='firing'}",
                            "a{by='1',sum='2'}"}) {
    const auto expr = parse(query);
    EXPECT_TRUE(expr) << query << ": " << (expr ? "" : expr.error().text);
  }
}

TEST(Parse, RefusesWhatIsWrongWithLineAndColumn) {
  const std::pair<const char*, const char*> table[] = {
      {"", "1:1: parse error: no expression found in input"},
      {"foo(up)", "1:1: parse error: unknown function with name \"foo\""},
      {"rate(up)",
       "1:6: parse error: expected type range vector in call to function \"rate\", got instant "
       "vector"},
      {"rate(up[1m], 2)", "1:1: parse error: expected 1 argument(s) in call to \"rate\", got 2"},
      {"round()", "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0"},
      {"up[", "1:4: parse error: unexpected end of input, expected duration"},
      {"up{", "1:4: parse error: unexpected end of input, expected label"},
      {"up{a}", "1:5: parse error: unexpected \"}\", expected label matching operator"},
      {"up{a=1}", "1:6: parse error: unexpected \"1\", expected string"},
      {"up)", "1:3: parse error: unexpected \")\""},
      {"(up", "1:4: parse error: unexpected end of input, expected \")\""},
      {"up +", "1:5: parse error: unexpected end of input"},
      {"1 > 2", "1:3: parse error: comparisons between scalars must use BOOL modifier"},
      {"up + bool 1", "1:6: parse error: bool modifier can only be used on comparison operators"},
      {"1 and up", "1:3: parse error: set operator not allowed in binary scalar expression"},
      {"{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"},
      {"{a=''}", "1:1: parse error: vector selector must contain at least one non-empty matcher"},
      {"up{a='x", "1:6: parse error: unterminated quoted string"},
      {"a\n  $", "2:3: parse error: unexpected character: '$'"},
      {"5mm", "1:1: parse error: bad number or duration syntax: \"5mm\""},
      {"up{__name__='b'}", "1:1: parse error: metric name must not be set twice: \"up\" or \"b\""},
      {"up{a=~'('}", "1:7: parse error: error parsing regexp: missing ): ^(?:()$: `(`"},
      {"'a' + 1",
       "1:1: parse error: binary expression must contain only scalar and instant vector types"},
      {"sum(up[1m])",
       "1:5: parse error: expected type instant vector in aggregation expression, got range "
       "vector"},
      {"up[0s]", "1:3: parse error: duration must be greater than 0"},
      {"sum(a) offset 5m",
       "1:8: parse error: offset modifier must be preceded by an instant vector selector or range "
       "vector selector"}};
  for (const auto& [query, text] : table) {
    EXPECT_EQ(error_of(query), (QueryError{QueryError::Kind::bad_data, text})) << query;
  }
}

TEST(Parse, NamesWhatRealPrometheusKnowsButThisDoesNot) {
  const std::pair<const char*, const char*> table[] = {
      {"topk(3, up)", "'topk'"},
      {"label_replace(up, 'a', 'b', 'c', 'd')", "'label_replace'"},
      {"up @ 5", "the modifier '@'"},
      {"max_over_time(rate(up[1m])[5m:1m])", "subqueries"},
      {"rate(up[5m:1m])", "subqueries"},
      {"quantile by (job) (0.9, up)", "'quantile'"}};
  for (const auto& [query, what] : table) {
    const QueryError error = error_of(query);
    EXPECT_EQ(error.kind, QueryError::Kind::execution) << query;
    EXPECT_TRUE(error.text.starts_with(std::string("the emulated Prometheus does not know ") +
                                       what + "; it knows: selectors"))
        << error.text;
    EXPECT_NE(error.text.find("histogram_quantile"), std::string::npos);
  }
}

TEST(Parse, StopsAtDeepNesting) {
  EXPECT_NE(
      error_of(std::string(500, '(') + "1" + std::string(500, ')')).text.find("nested too deeply"),
      std::string::npos);
}

TEST(Lexer, ResolvesGoEscapes) {
  const auto out = tokens(R"("a\n\x41\101\"" 'it\'s' `\n`)");
  ASSERT_TRUE(out) << out.error().text;
  EXPECT_EQ((*out)[0].text, "a\nAA\"");
  EXPECT_EQ((*out)[1].text, "it's");
  EXPECT_EQ((*out)[2].text, "\\n");
}

RC_GTEST_PROP(Parse, NeverCrashes, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"up",   "sum", "by",  "(",  ")", "{",  "}",  "[",      "]", "1",
                               "5m",   "'x'", "=",   "=~", "+", "-",  "^",  "offset", ",", "rate",
                               "bool", "on",  "and", ":",  "@", "\"", "\\", "#",      "\n"}));
  std::string query;
  for (const auto& piece : pieces)
    query += piece + " ";
  const auto parsed = parse(query);
  RC_ASSERT(parsed || !parsed.error().text.empty());
}

}  // namespace
}  // namespace brunt::sandbox::platform::promql

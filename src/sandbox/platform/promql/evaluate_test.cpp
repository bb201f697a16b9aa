#include "sandbox/platform/promql/evaluate.h"

#include <gtest/gtest.h>

#include "sandbox/platform/promql/number.h"
#include "sandbox/platform/promql/parser.h"

namespace brunt::sandbox::platform::promql {
namespace {

/// Two functions, two codes, a sample every 5 s for two minutes: astre/200 grows by 5, astre/502 by
/// 1, env/200 by 10.
Store calls() {
  Store store;
  const auto add = [&](const char* function, const char* code, double step) {
    for (int i = 0; i <= 24; ++i) {
      store.append({{metric_name, "calls"}, {"function_name", function}, {"code", code}},
                   {i * 5'000, 100 + i * step});
    }
  };
  add("astre", "200", 5);
  add("astre", "502", 1);
  add("env", "200", 10);
  store.append({{metric_name, "limit"}, {"function_name", "astre"}}, {0, 7});
  return store;
}

/// The answer as one line: `{labels} value; ...`, a number, or `error: ...`.
std::string ask(const Store& store, std::string_view query, std::int64_t time_ms = 120'000) {
  const auto expr = parse(query);
  if (!expr) return "error: " + expr.error().text;
  const auto value = evaluate(**expr, store, time_ms);
  if (!value) return "error: " + value.error().text;
  if (const auto* number = std::get_if<double>(&*value)) return number_text(*number);
  if (const auto* text = std::get_if<std::string>(&*value)) return *text;
  std::string out;
  if (const auto* vector = std::get_if<Vector>(&*value)) {
    for (const Element& e : *vector)
      out += to_text(e.labels) + " " + number_text(e.value) + "; ";
    return out;
  }
  for (const Points& row : std::get<Matrix>(*value)) {
    out += to_text(row.labels) + " x" + std::to_string(row.points.size()) + "; ";
  }
  return out;
}

TEST(Evaluate, AnswersTheWholeSubset) {
  const Store store = calls();
  const std::pair<const char*, const char*> table[] = {
      {"1 + 2 * 3", "7"},
      {"-2 ^ 2", "-4"},
      {"2 ^ 3 ^ 2", "512"},
      {"(1 + 2) * 3 % 5", "4"},
      {"1 < bool 2", "1"},
      {"5 / 0", "+Inf"},
      {"time()", "120"},
      {"'text'", "text"},
      {"calls{code='502'}", "{__name__=\"calls\", code=\"502\", function_name=\"astre\"} 124; "},
      {"calls{code!~'2..'}", "{__name__=\"calls\", code=\"502\", function_name=\"astre\"} 124; "},
      {"calls{code='502'} offset 1m",
       "{__name__=\"calls\", code=\"502\", function_name=\"astre\"} 112; "},
      {"calls{code='502'}[20s]",
       "{__name__=\"calls\", code=\"502\", function_name=\"astre\"} x5; "},
      {"sum(calls)", "{} 684; "},
      {"sum by (code) (calls)", "{code=\"200\"} 560; {code=\"502\"} 124; "},
      {"avg without (code) (calls)",
       "{function_name=\"astre\"} 172; {function_name=\"env\"} 340; "},
      {"min(calls) + max(calls)", "{} 464; "},
      {"count by (function_name) (calls)",
       "{function_name=\"astre\"} 2; {function_name=\"env\"} 1; "},
      {"group(calls)", "{} 1; "},
      {"rate(calls{code='502'}[1m])", "{code=\"502\", function_name=\"astre\"} 0.2; "},
      {"increase(calls{function_name='env'}[1m])", "{code=\"200\", function_name=\"env\"} 120; "},
      {"sum by (code) (increase(calls[1m]))", "{code=\"200\"} 180; {code=\"502\"} 12; "},
      {"calls > 200",
       "{__name__=\"calls\", code=\"200\", function_name=\"astre\"} 220; "
       "{__name__=\"calls\", code=\"200\", function_name=\"env\"} 340; "},
      {"calls{code='200'} > bool 300",
       "{code=\"200\", function_name=\"astre\"} 0; {code=\"200\", function_name=\"env\"} 1; "},
      {"calls{code='502'} * 2", "{code=\"502\", function_name=\"astre\"} 248; "},
      {"200 - calls{code='502'}", "{code=\"502\", function_name=\"astre\"} 76; "},
      {"-calls{code='502'}", "{code=\"502\", function_name=\"astre\"} -124; "},
      {"calls{code='502'} / ignoring(code) calls{code='200'}",
       "{function_name=\"astre\"} 0.5636363636363636; "},
      {"calls / on(function_name) group_left limit",
       "{code=\"200\", function_name=\"astre\"} 31.428571428571427; "
       "{code=\"502\", function_name=\"astre\"} 17.714285714285715; "},
      {"limit * on(function_name) group_right calls{code='502'}",
       "{code=\"502\", function_name=\"astre\"} 868; "},
      {"calls and on(function_name) limit",
       "{__name__=\"calls\", code=\"200\", function_name=\"astre\"} 220; "
       "{__name__=\"calls\", code=\"502\", function_name=\"astre\"} 124; "},
      {"calls unless on(function_name) limit",
       "{__name__=\"calls\", code=\"200\", function_name=\"env\"} 340; "},
      {"limit or nothing", "{__name__=\"limit\", function_name=\"astre\"} 7; "},
      {"calls + calls",
       "{code=\"200\", function_name=\"astre\"} 440; {code=\"200\", function_name=\"env\"} 680; "
       "{code=\"502\", function_name=\"astre\"} 248; "},
      {"nothing", ""},
      {"ALERTS", ""},
      {"sum(nothing)", ""},
      {"absent(nothing{job='x', code=~'5..'})", "{job=\"x\"} 1; "},
      {"absent(calls)", ""},
      {"scalar(limit)", "7"},
      {"scalar(calls)", "NaN"},
      {"vector(3)", "{} 3; "},
      {"clamp(calls{code='502'}, 0, 50)", "{code=\"502\", function_name=\"astre\"} 50; "},
      {"round(calls{code='502'} / 7, 0.5)", "{code=\"502\", function_name=\"astre\"} 17.5; "},
      {"timestamp(limit)", "{function_name=\"astre\"} 0; "},
      {"last_over_time(limit[5m])", "{__name__=\"limit\", function_name=\"astre\"} 7; "},
      {"sort_desc(sum by (code) (calls))", "{code=\"200\"} 560; {code=\"502\"} 124; "},
      {"sort(sum by (code) (calls))", "{code=\"502\"} 124; {code=\"200\"} 560; "}};
  for (const auto& [query, answer] : table)
    EXPECT_EQ(ask(store, query), answer) << query;
}

TEST(Evaluate, RefusesMatchesThatAreNotOneToOne) {
  const Store store = calls();
  EXPECT_EQ(
      ask(store, "limit / on(function_name) calls"),
      "error: found duplicate series for the match group {function_name=\"astre\"} on the right "
      "hand-side of the operation: [{__name__=\"calls\", code=\"502\", function_name=\"astre\"}, "
      "{__name__=\"calls\", code=\"200\", function_name=\"astre\"}];many-to-many matching not "
      "allowed: matching labels must be unique on one side");
  EXPECT_EQ(ask(store, "calls / on(function_name) limit"),
            "error: multiple matches for labels: many-to-one matching must be explicit "
            "(group_left/group_right)");
  EXPECT_EQ(ask(store, "-{__name__=~'a|b'}"), "");
}

TEST(Evaluate, RefusesTwoElementsOfTheSameLabels) {
  Store store;
  store.append({{metric_name, "a"}}, {0, 1});
  store.append({{metric_name, "b"}}, {0, 2});
  EXPECT_EQ(ask(store, "abs({__name__=~'a|b'})", 1'000),
            "error: vector cannot contain metrics with the same labelset");
}

TEST(Evaluate, LooksBackFiveMinutesAndNoFurther) {
  const Store store = calls();
  EXPECT_NE(ask(store, "limit", 300'000), "");
  EXPECT_EQ(ask(store, "limit", 300'001), "");
  EXPECT_EQ(ask(store, "limit", -1), "");
}

TEST(Evaluate, EndsASeriesAtAStaleMarker) {
  Store store;
  store.append({{metric_name, "up"}}, {0, 1});
  store.append({{metric_name, "up"}}, {5'000, stale_marker()});
  EXPECT_NE(ask(store, "up", 4'999), "");
  EXPECT_EQ(ask(store, "up", 5'000), "");
  EXPECT_EQ(ask(store, "count_over_time(up[1m])", 5'000), "{} 1; ");
}

TEST(EvaluateRange, AnchorsItsGridAtTheStart) {
  const Store store = calls();
  const auto expr = parse("sum(calls)");
  const auto rows = evaluate_range(**expr, store, 150, 60'150, 1'000);
  ASSERT_TRUE(rows && rows->size() == 1);
  const auto& points = rows->front().points;
  ASSERT_EQ(points.size(), 61U);
  EXPECT_EQ(points.front().time_ms, 150);
  EXPECT_EQ(points.back().time_ms, 60'150);
  EXPECT_EQ(points[3].value, points[4].value) << "a staircase with the scrape's tread";
  EXPECT_LT(points[4].value, points[5].value);
}

TEST(EvaluateRange, LeavesGapsAndEndsWhereTheSamplesDo) {
  Store store;
  store.append({{metric_name, "up"}}, {10'000, 1});
  store.append({{metric_name, "up"}}, {15'000, stale_marker()});
  store.append({{metric_name, "up"}}, {20'000, 1});
  const auto rows = evaluate_range(**parse("up"), store, 0, 30'000, 5'000);
  ASSERT_TRUE(rows && rows->size() == 1);
  std::vector<std::int64_t> times;
  for (const Sample& point : rows->front().points)
    times.push_back(point.time_ms);
  EXPECT_EQ(times, (std::vector<std::int64_t>{10'000, 20'000, 25'000, 30'000}));
}

TEST(EvaluateRange, TakesScalarsAndRefusesRangeVectors) {
  const Store store = calls();
  const auto rows = evaluate_range(**parse("time()"), store, 0, 2'000, 1'000);
  ASSERT_TRUE(rows && rows->size() == 1);
  EXPECT_EQ(rows->front().points.size(), 3U);
  EXPECT_EQ(
      evaluate_range(**parse("up[1m]"), store, 0, 1, 1).error().text,
      "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector");
}

}  // namespace
}  // namespace brunt::sandbox::platform::promql

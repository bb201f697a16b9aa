#include "analysis/tolerance.h"

#include <limits>

#include <gtest/gtest.h>

#include "analysis/tolerance_values.h"

namespace brunt::analysis {
namespace {

struct Row {
  Json tolerance;
  Json output;
  Verdict verdict;
};

void check(const std::vector<Row>& table) {
  for (const Row& row : table) {
    const Judgement judgement = judge(row.tolerance, row.output);
    EXPECT_EQ(judgement.verdict, row.verdict)
        << to_text(row.tolerance) << " against " << to_text(row.output) << ": " << judgement.reason;
    EXPECT_EQ(judgement.reason.empty(), judgement.verdict == Verdict::met);
  }
}

const Json http = {{"status", 200}, {"headers", Json::object()}, {"body", "pong"}};

TEST(Tolerance, ComparesBooleansTextsAndIntegersByPythonEquality) {
  check({{true, true, Verdict::met},
         {true, 1, Verdict::met},
         {true, false, Verdict::missed},
         {true, http, Verdict::missed},
         {"pong", "pong", Verdict::met},
         {"200", 200, Verdict::missed},
         {"200", http, Verdict::missed},
         {1, 1, Verdict::met},
         {1, 1.0, Verdict::met},
         {1, true, Verdict::met},
         {1, "1", Verdict::missed},
         {200, http, Verdict::met},
         {201, http, Verdict::missed},
         {0, {{"status", 0}, {"stdout", ""}}, Verdict::met},
         {1, nullptr, Verdict::missed}});
}

TEST(Tolerance, ReadsAListAsMembersForAStatusAndAsARangeForPlainValues) {
  check({{{200, 201}, http, Verdict::met},
         {{100, 300}, http, Verdict::missed},
         {{1, 3}, 2, Verdict::met},
         {{1, 3}, 1, Verdict::met},
         {{1, 3}, 3, Verdict::met},
         {{1, 3}, 4, Verdict::missed},
         {{0.5, 2}, 0.5, Verdict::met},
         {{1, 2, 3}, 2, Verdict::met},
         {{1, 2, 3}, 4, Verdict::missed},
         {{"a", "c"}, "b", Verdict::met},
         {{"a", "c"}, "d", Verdict::missed},
         {{1, 3}, "2", Verdict::missed},
         {{1, 3}, nullptr, Verdict::missed},
         {{1, 3}, true, Verdict::met},
         {Json::array(), 1, Verdict::missed},
         {Json::array({5}), 5, Verdict::met}});
}

TEST(Tolerance, IsNeverMetByAFloatOrNull) {
  check({{1.0, 1, Verdict::missed}, {nullptr, nullptr, Verdict::missed}});
}

Json pattern(const std::string& text, const Json& target = nullptr) {
  Json out = {{"type", "regex"}, {"pattern", text}};
  if (!target.is_null()) out["target"] = target;
  return out;
}

TEST(Tolerance, FindsAPatternAnywhere) {
  const Json output = {{"status", 0}, {"stdout", "ready in 30ms\n"}, {"stderr", ""}};
  check({{pattern("^ready in [0-9]+ms$", "stdout"), output, Verdict::met},
         {pattern("in", "stdout"), output, Verdict::met},
         {pattern("^in", "stdout"), output, Verdict::missed},
         {pattern("", "stderr"), output, Verdict::met},
         {pattern("READY", "stdout"), output, Verdict::missed},
         {pattern("(?i)READY", "stdout"), output, Verdict::met},
         {pattern("x"), output, Verdict::unknown},
         {pattern("0", "status"), output, Verdict::unknown},
         {pattern("0", "nothing"), output, Verdict::unknown},
         {pattern("a", "stdout"), "plain", Verdict::unknown},
         {pattern("lai"), "plain", Verdict::met},
         {pattern("(?P<n>l)a"), "plain", Verdict::met},
         {pattern("("), "plain", Verdict::unknown}});
}

TEST(Pattern, SpeaksPythonsDialect) {
  const std::vector<std::tuple<const char*, const char*, bool>> table{
      {"a$", "a\n", true},        {"a$", "a\n\n", false},   {"a\\Z", "a", true},
      {"a\\Z", "ab", false},      {"a.b", "a\nb", false},   {"^\\d+$", "٣", true},
      {"^\\w+$", "été", true},    {"^\\W$", "é", false},    {"\\s", "\xc2\xa0", true},
      {"^[\\w.]+$", "é.x", true}, {"[]a]", "]", true},      {"[^]a]", "]", false},
      {"[[a]", "[", true},        {"\\[a\\]", "[a]", true}, {"^\\S+\\D$", "ab", true}};
  for (const auto& [expression, text, found] : table) {
    const auto result = search_pattern(expression, text);
    ASSERT_TRUE(result) << expression << ": " << result.error().what;
    EXPECT_EQ(*result, found) << expression << " in " << text;
  }
}

TEST(Pattern, RefusesWhatTakesMoreThanLinearTime) {
  for (const char* expression : {"(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(a)\\1"}) {
    const auto result = check_pattern(expression);
    ASSERT_FALSE(result) << expression;
    EXPECT_NE(result.error().what.find("not supported"), std::string::npos) << result.error().what;
  }
  EXPECT_FALSE(check_pattern("(a"));
  EXPECT_TRUE(check_pattern("a{1,3}(b|c)*?"));
}

Json range(const Json& low, const Json& high, const Json& target = nullptr) {
  Json out = {{"type", "range"}, {"range", {low, high}}};
  if (!target.is_null()) out["target"] = target;
  return out;
}

TEST(Tolerance, TestsARangeOfNumbersAndOfTextsThatAreNumbers) {
  check({{range(0.5, 2), 1, Verdict::met},
         {range(0.5, 2), 2, Verdict::met},
         {range(0.5, 2), 2.1, Verdict::missed},
         {range(0.1, 0.2), 0.1, Verdict::met},
         {range(0.1, 0.2), "0.1", Verdict::met},
         {range(0.5, 2, "body"), {{"body", " 1.5\n"}}, Verdict::met},
         {range(0, 2000), "+1_000", Verdict::met},
         {range(0, 2000), "1e3", Verdict::met},
         {range(0, 2), "many", Verdict::missed},
         {range(0, 2), "", Verdict::missed},
         {range(0, 2), true, Verdict::met},
         {range(0, 2), nullptr, Verdict::unknown},
         {range(0, 2), http, Verdict::unknown},
         {range(0, 2), "NaN", Verdict::unknown},
         {range(0, 2), std::numeric_limits<double>::quiet_NaN(), Verdict::unknown},
         {range(9007199254740992, 9007199254740992), 9007199254740993, Verdict::missed}});
}

Json path(const std::string& text, const Json& more = Json::object()) {
  Json out = {{"type", "jsonpath"}, {"path", text}};
  out.update(more);
  return out;
}

TEST(Tolerance, CountsAndComparesWhatAPathFinds) {
  const Json output = {{"status", 200},
                       {"body", R"({"nodes": [{"id": "a", "up": true}, {"id": "b"}]})"}};
  const Json in_body = {{"target", "body"}};
  const auto with = [&](const Json& more) {
    Json out = in_body;
    out.update(more);
    return out;
  };
  check({{path("$.nodes.*.id", in_body), output, Verdict::met},
         {path("$.edges", in_body), output, Verdict::missed},
         {path("$.nodes.*.id", with({{"count", 2}})), output, Verdict::met},
         {path("$.nodes.*.id", with({{"count", 3}})), output, Verdict::missed},
         {path("$.nodes.*.id", with({{"count", nullptr}})), output, Verdict::met},
         {path("$.nodes.*.id", with({{"expect", {"a", "b"}}})), output, Verdict::met},
         {path("$.nodes.*.id", with({{"expect", {"b", "a"}}})), output, Verdict::missed},
         {path("$.nodes[0].id", with({{"expect", "a"}})), output, Verdict::met},
         {path("$.nodes[0].up", with({{"expect", 1}})), output, Verdict::met},
         {path("$.edges", with({{"expect", Json::array()}})), output, Verdict::met},
         {path("$.nodes", with({{"expect", nullptr}})), output, Verdict::missed},
         {path("$.nodes.*.id", with({{"expect", {"a"}}, {"count", 2}})), output, Verdict::missed},
         {path("$.status"), output, Verdict::met},
         {path("$.x"), "not JSON", Verdict::missed},
         {path("$"), "not JSON", Verdict::met},
         {path("$.nodes.*[?(@.id contains 1)]", in_body), output, Verdict::unknown},
         {path("nodes"), output, Verdict::unknown}});
}

TEST(Tolerance, SaysWhatWasExpectedAndFound) {
  EXPECT_EQ(judge(200, {{"status", 503}}).reason, "expected 200, found 503");
  EXPECT_EQ(judge({1, 3}, "x").reason, "expected 1 to 3, found \"x\", which cannot be compared");
  EXPECT_EQ(judge(pattern("^a"), "b").reason, "expected a text that matches ^a, found \"b\"");
  EXPECT_EQ(judge(path("$.a", {{"count", 2}}), {{"a", 1}}).reason,
            "expected 2 matches, found 1: [1]");
  EXPECT_EQ(judge({{"type", "rang"}}, 1).reason,
            "no tolerance of type 'rang' (regex, jsonpath, jsonpath-rfc9535, range, probe)");
  EXPECT_LT(judge(1, std::string(5'000'000, 'x')).reason.size(), 200U);
}

TEST(PythonValues, AreEqualAsInPython) {
  EXPECT_TRUE(python_equal(true, 1));
  EXPECT_TRUE(python_equal(1, 1.0));
  EXPECT_TRUE(python_equal({{"a", {1, true}}, {"b", 2}}, {{"b", 2.0}, {"a", {true, 1}}}));
  EXPECT_FALSE(python_equal({{"a", 1}}, {{"b", 1}}));
  EXPECT_FALSE(python_equal({1, 2}, {1}));
  EXPECT_FALSE(python_equal("1", 1));
  EXPECT_FALSE(python_equal(nullptr, false));
  EXPECT_FALSE(python_equal(9007199254740993, 9007199254740992.0)) << "compared exactly";
  EXPECT_FALSE(python_equal(18446744073709551615U, -1));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(python_equal(nan, nan));
}

TEST(PythonValues, AreOrderedAsInPython) {
  EXPECT_TRUE(python_order(1, 1.5) < 0);
  EXPECT_TRUE(python_order(-1.5, -1) < 0);
  EXPECT_TRUE(python_order(2, true) > 0);
  EXPECT_TRUE(python_order("é", "z") > 0);
  EXPECT_TRUE(python_order(9007199254740993, 9007199254740992.0) > 0);
  EXPECT_TRUE(python_order(18446744073709551615U, 1e300) < 0);
  EXPECT_FALSE(python_comparable(1, "1"));
  EXPECT_FALSE(python_comparable(nullptr, nullptr));
}

}  // namespace
}  // namespace brunt::analysis

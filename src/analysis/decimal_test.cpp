#include "analysis/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/tolerance.h"

namespace brunt::analysis {
namespace {

std::partial_ordering order(const char* a, const char* b) {
  return compare(parse_decimal(a).value(), parse_decimal(b).value());
}

TEST(Decimal, ComparesWhatIsWritten) {
  EXPECT_TRUE(order("0.1", "0.10") == 0);
  EXPECT_TRUE(order("0.1", "0.1000000000000000001") < 0);
  EXPECT_TRUE(order("1e3", "1_000") == 0);
  EXPECT_TRUE(order("123456789012345678901234567890", "123456789012345678901234567891") < 0);
  EXPECT_TRUE(order("-2", "-10") > 0);
  EXPECT_TRUE(order("-0.0", "0") == 0);
  EXPECT_TRUE(order("1e-400", "0") > 0);
  EXPECT_TRUE(order("-Infinity", "-1e999999999999999999999") < 0);
  EXPECT_TRUE(order("inf", "Infinity") == 0);
  EXPECT_TRUE(order("nan", "1") == std::partial_ordering::unordered);
  EXPECT_TRUE(order("5.", ".5e1") == 0);
}

TEST(Decimal, IsNotReadFromOtherTexts) {
  for (const char* text :
       {"", " ", "1,5", "1.2.3", "e5", "1e", "0x10", "one", "--1", "+-1", ".", "s1"})
    EXPECT_FALSE(parse_decimal(text)) << text;
  EXPECT_FALSE(decimal_of("1"));
  EXPECT_FALSE(decimal_of(nullptr));
}

RC_GTEST_PROP(Decimal, OrdersNumbersAsTheyAre, (double a, double b)) {
  RC_ASSERT(compare(decimal_of(a).value(), decimal_of(b).value()) == (a <=> b));
}

TEST(Range, ComparesTextsAndNumbersByTheirShortestDecimalForms) {
  const auto verdict = [](const char* tolerance, const Json& output) {
    return judge(Json::parse(tolerance), output).verdict;
  };
  const char* range = R"({"type": "range", "range": [0.1, 0.2]})";
  EXPECT_EQ(verdict(range, "0.1"), Verdict::met);
  EXPECT_EQ(verdict(range, 0.1), Verdict::met);
  EXPECT_EQ(verdict(range, "0.2"), Verdict::met);
  EXPECT_EQ(verdict(range, "0.2000000000000000001"), Verdict::missed);
  EXPECT_EQ(verdict(range, " +1.5e-1 "), Verdict::met);
  EXPECT_EQ(verdict(range, "fast"), Verdict::missed);
  EXPECT_EQ(verdict(range, "NaN"), Verdict::unknown);
  EXPECT_EQ(verdict(range, nullptr), Verdict::unknown);
  EXPECT_EQ(verdict(R"({"type": "range", "range": [0, 1]})", true), Verdict::met);
  EXPECT_EQ(verdict(R"({"type": "range", "range": [0, 9007199254740993]})", "9007199254740994"),
            Verdict::missed);
}

TEST(Pair, OfAnotherTypeIsNotMetAndSaysWhy) {
  const auto judgement = judge(Json::parse("[1, 3]"), "2");
  EXPECT_EQ(judgement.verdict, Verdict::missed);
  EXPECT_EQ(judgement.reason, "expected 1 to 3, found \"2\", which cannot be compared");
  EXPECT_EQ(judge(Json::parse(R"(["a", "c"])"), "b").verdict, Verdict::met);
  EXPECT_EQ(judge(Json::parse("[0, 1]"), true).verdict, Verdict::met);
}

TEST(StandardPathTolerance, IsJudgedLikeTheOther) {
  const Json output = {{"status", 200}, {"body", {{"nodes", {{{"up", true}, {"id", 7}}}}}}};
  const auto verdict = [&](const std::string& more) {
    return judge(Json::parse(R"({"type": "jsonpath-rfc9535", "target": "body", )" + more + "}"),
                 output)
        .verdict;
  };
  EXPECT_EQ(verdict(R"("path": "$.nodes[?@.up == true].id", "expect": 7)"), Verdict::met);
  EXPECT_EQ(verdict(R"("path": "$.nodes[?@.up == true].id", "count": 2)"), Verdict::missed);
  EXPECT_EQ(verdict(R"("path": "$.nodes[?@.up = true]")"), Verdict::unknown);
}

}  // namespace
}  // namespace brunt::analysis

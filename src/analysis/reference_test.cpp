#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/differences.h"
#include "analysis/holm.h"
#include "analysis/quantiles.h"
#include "analysis/rank_distribution.h"
#include "analysis/ranks.h"
#include "analysis/ratio.h"
#include "base/json.h"

/// Against SciPy: tests/data/statistics/expected.json, made by the script beside it.
namespace brunt::analysis {
namespace {

const Json& expected(const std::string& table) {
  static const Json all = [] {
    std::ostringstream text;
    text << std::ifstream(BRUNT_TEST_DATA "/statistics/expected.json").rdbuf();
    return parse_json(text.str()).value();
  }();
  return all.at(table);
}

std::size_t whole(const Json& row, const char* key) {
  return row.at(key).get<std::size_t>();
}

double number(const Json& row, const char* key) {
  return row.at(key).get<double>();
}

std::vector<double> numbers(const Json& row, const char* key) {
  return row.at(key).get<std::vector<double>>();
}

TEST(Reference, WilsonsIntervals) {
  EXPECT_GT(expected("wilson").size(), 30U);
  for (const Json& row : expected("wilson")) {
    const Range range = wilson({whole(row, "k"), whole(row, "n")});
    EXPECT_NEAR(range.low, number(row, "low"), 1e-12) << row;
    EXPECT_NEAR(range.high, number(row, "high"), 1e-12) << row;
  }
}

TEST(Reference, NewcombesIntervals) {
  EXPECT_EQ(expected("newcombe").size(), 30U);
  for (const Json& row : expected("newcombe")) {
    const Range range =
        newcombe_difference({whole(row, "a"), whole(row, "n")}, {whole(row, "b"), whole(row, "m")});
    EXPECT_NEAR(range.low, number(row, "low"), 1e-9) << row;
    EXPECT_NEAR(range.high, number(row, "high"), 1e-9) << row;
  }
}

TEST(Reference, FishersExactTest) {
  EXPECT_EQ(expected("fisher").size(), 6U);
  for (const Json& row : expected("fisher")) {
    const double p =
        fisher_exact({whole(row, "a"), whole(row, "n")}, {whole(row, "b"), whole(row, "m")});
    EXPECT_NEAR(p / number(row, "p"), 1, 1e-8) << row;
  }
}

TEST(Reference, MannWhitneyEffectAndShift) {
  EXPECT_EQ(expected("ranks").size(), 5U);
  for (const Json& row : expected("ranks")) {
    const std::string name = row.at("name").get<std::string>();
    const auto a = numbers(row, "a");
    const auto b = numbers(row, "b");
    const RankTest test = mann_whitney(a, b);
    EXPECT_EQ(test.u, number(row, "u")) << name;
    EXPECT_NEAR(test.p, number(row, "p"), 1e-10) << name;
    EXPECT_NEAR(test.effect, number(row, "effect"), 1e-12) << name;
    const Shift shift = hodges_lehmann(a, b);
    EXPECT_NEAR(shift.value, number(row, "shift"), 1e-12) << name;
    EXPECT_NEAR(shift.interval.low, number(row, "low"), 1e-12) << name;
    EXPECT_NEAR(shift.interval.high, number(row, "high"), 1e-12) << name;
  }
}

TEST(Reference, ChancesOfRankSums) {
  EXPECT_EQ(expected("rank_chances").size(), 16U);
  for (const Json& row : expected("rank_chances")) {
    EXPECT_NEAR(rank_sum_cdf(whole(row, "u"), whole(row, "n"), whole(row, "m")), number(row, "p"),
                1e-12)
        << row;
  }
}

TEST(Reference, QuantilesOfTypeEight) {
  EXPECT_EQ(expected("quantiles").size(), 30U);
  for (const Json& row : expected("quantiles")) {
    auto values = numbers(row, "values");
    std::sort(values.begin(), values.end());
    EXPECT_NEAR(quantile(values, number(row, "p")), number(row, "value"), 1e-9) << row.at("p");
  }
}

TEST(Reference, HolmsAdjustment) {
  EXPECT_EQ(expected("holm").size(), 4U);
  for (const Json& row : expected("holm")) {
    const auto adjusted = holm(numbers(row, "p"));
    const auto wanted = numbers(row, "adjusted");
    ASSERT_EQ(adjusted.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      EXPECT_NEAR(adjusted[i], wanted[i], 1e-12) << row;
  }
}

}  // namespace
}  // namespace brunt::analysis

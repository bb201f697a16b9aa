#include "sandbox/platform/promql/number.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::sandbox::platform::promql {
namespace {

TEST(NumberText, IsTheShortestDecimalAsPrometheusWritesIt) {
  const std::pair<double, const char*> table[] = {{0, "0"},
                                                  {-0.0, "-0"},
                                                  {6436, "6436"},
                                                  {0.1, "0.1"},
                                                  {1.0 / 3, "0.3333333333333333"},
                                                  {1e20, "100000000000000000000"},
                                                  {1e21, "1e+21"},
                                                  {1e-6, "0.000001"},
                                                  {1e-7, "1e-07"},
                                                  {1524590420.15, "1524590420.15"},
                                                  {INFINITY, "+Inf"},
                                                  {-INFINITY, "-Inf"},
                                                  {std::nan(""), "NaN"}};
  for (const auto& [value, text] : table)
    EXPECT_EQ(number_text(value), text);
}

RC_GTEST_PROP(NumberText, ReadsBackAsTheSameNumber, (double value)) {
  RC_ASSERT(parse_number(number_text(value)) == value);
}

TEST(TimeText, HasThreeDecimalsOnlyWhenFractional) {
  EXPECT_EQ(time_text(1524590420150), "1524590420.150");
  EXPECT_EQ(time_text(1435781430000), "1435781430");
  EXPECT_EQ(time_text(7), "0.007");
  EXPECT_EQ(time_text(-1500), "-1.500");
}

TEST(ParseNumber, ReadsWhatPrometheusReads) {
  EXPECT_EQ(parse_number("1e3"), 1000);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_EQ(parse_number("0x1f"), 31);
  EXPECT_EQ(parse_number("-Inf"), -INFINITY);
  EXPECT_EQ(parse_number("+inf"), INFINITY);
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
  for (const char* bad : {"", "-", "1x", "--1", "abc", "0x", "1e", "+-1", " 1"}) {
    EXPECT_FALSE(parse_number(bad)) << bad;
  }
}

TEST(ParseDuration, TakesUnitsLargestFirstAndOnce) {
  EXPECT_EQ(parse_duration_ms("5m"), 300'000);
  EXPECT_EQ(parse_duration_ms("1h30m"), 5'400'000);
  EXPECT_EQ(parse_duration_ms("250ms"), 250);
  EXPECT_EQ(parse_duration_ms("1y1w1d"), 31'536'000'000 + 604'800'000 + 86'400'000);
  for (const char* bad : {"", "5", "m", "30m1h", "1m1m", "-1m", "1.5h", "5 m", "99999999999y"}) {
    EXPECT_FALSE(parse_duration_ms(bad)) << bad;
  }
}

}  // namespace
}  // namespace brunt::sandbox::platform::promql

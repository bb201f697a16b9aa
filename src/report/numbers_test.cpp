#include "report/numbers.h"

#include <gtest/gtest.h>

#include "report/escape.h"

namespace brunt::report {
namespace {

using namespace std::string_literals;

TEST(Numbers, CarryTheirUnitBehindANarrowSpace) {
  EXPECT_EQ(percent(42.0 / 180), "23.3\u202f%");
  EXPECT_EQ(percent(0), "0\u202f%");
  EXPECT_EQ(percent(1), "100\u202f%");
  EXPECT_EQ(percent(0.0054), "0.54\u202f%");
  EXPECT_EQ(percent(0.9996), "99.96\u202f%");
  EXPECT_EQ(percent_range({0.177513, 0.300298}), "17.8 to 30.0\u202f%");
  EXPECT_EQ(percent_bracket({0, 0.184}), "[0, 18.4]");
  EXPECT_EQ(thousands(99958), "99\u202f958");
  EXPECT_EQ(thousands(1234567), "1\u202f234\u202f567");
  EXPECT_EQ(thousands(42), "42");
  EXPECT_EQ(counted(1, "request"), "1 request");
  EXPECT_EQ(counted(0, "request"), "0 requests");
}

TEST(Numbers, ChooseTheUnitByTheLength) {
  struct Case {
    double seconds;
    std::string text;
  };
  for (const Case& c :
       {Case{0, "0\u202fs"}, Case{0.0074, "7.4\u202fms"}, Case{0.164, "164\u202fms"},
        Case{14, "14.0\u202fs"}, Case{-16.1, "\u221216.1\u202fs"}, Case{123, "2\u202fmin 3\u202fs"},
        Case{3900, "1\u202fh 5\u202fmin"}}) {
    EXPECT_EQ(duration(c.seconds), c.text);
  }
  EXPECT_EQ(latency(3.15), "3150\u202fms");
  EXPECT_EQ(waited(3.0), "3.00\u202fs");
  EXPECT_EQ(exact(5), "5\u202fs");
  EXPECT_EQ(exact(1.5), "1.5\u202fs");
}

TEST(Numbers, RoundTimesToTheMillisecondAndKeepWholeSecondsWhole) {
  EXPECT_EQ(clock(parse_time("2018-04-24T17:20:48Z").value()), "17:20:48");
  EXPECT_EQ(clock(parse_time("2018-04-24T17:20:48.9775Z").value()), "17:20:48.978");
  EXPECT_EQ(clock(parse_time("2018-04-24T17:20:59.9999Z").value()), "17:21:00.000");
  EXPECT_EQ(date(parse_time("2018-04-24T17:20:48Z").value()), "24 April 2018");
}

TEST(Numbers, CoordinatesHaveOneDecimalAtMost) {
  EXPECT_EQ(coordinate(12), "12");
  EXPECT_EQ(coordinate(12.34), "12.3");
  EXPECT_EQ(coordinate(-0.01), "0");
}

TEST(Escape, LeavesNoMarkupAndNothingInvisible) {
  EXPECT_EQ(escape("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
  EXPECT_EQ(escape("a\x1b[31mb\0c"s), "a\u241b[31mb\u2400c");
  EXPECT_EQ(escape("\xff"), "\ufffd");
  EXPECT_EQ(escape("line\n\tkept"), "line\n\tkept");
}

TEST(Escape, TypesetsUnitsOnlyBehindNumbers) {
  EXPECT_EQ(typeset("14.0 s of 99.9 % in 3 shops"), "14.0\u202fs of 99.9\u202f% in 3 shops");
  EXPECT_EQ(typeset("a s, b %"), "a s, b %");
  EXPECT_EQ(sentence("log read too early"), "Log read too early.");
  EXPECT_EQ(sentence("why?"), "Why?");
  EXPECT_EQ(sentence("result.bin is not there"), "result.bin is not there.");
}

TEST(Escape, NoCharacterEndsACssStringOrTheStyle) {
  const std::string css = css_string("a\"}</style>\\", 90);
  EXPECT_EQ(css.find('<'), std::string::npos);
  EXPECT_EQ(css.find('"', 1), css.size() - 1);
  EXPECT_EQ(css_string("abcdef", 3), "\"abc\u2026\"");
}

TEST(Escape, ShortensByCodePoints) {
  EXPECT_EQ(shortened("h\u00e9llo", 5), "h\u00e9llo");
  EXPECT_EQ(shortened("h\u00e9llo", 2), "h\u00e9\u2026");
  EXPECT_EQ(length("h\u00e9llo"), 5U);
}

}  // namespace
}  // namespace brunt::report

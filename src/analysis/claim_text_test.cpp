#include "analysis/claim_text.h"

#include <gtest/gtest.h>

namespace brunt::analysis {
namespace {

TEST(ClaimText, IsReadAsItIsMeant) {
  struct Row {
    const char* text;
    Indicator indicator;
    double within;
    Comparison comparison;
    double threshold;
    Span span;
  };
  for (const Row& row : {
           Row{"success >= 99.9% during fault", Indicator::success, 0, Comparison::at_least, 0.999,
               Span::during},
           Row{"success>=0.999", Indicator::success, 0, Comparison::at_least, 0.999, Span::run},
           Row{"Success >= 99.9 % over the run", Indicator::success, 0, Comparison::at_least, 0.999,
               Span::run},
           Row{"success within 300ms >= 95% after", Indicator::success, 0.3, Comparison::at_least,
               0.95, Span::after},
           Row{"failures < 1% since the fault", Indicator::failures, 0, Comparison::below, 0.01,
               Span::since},
           Row{"failures ratio <= 1%", Indicator::failures, 0, Comparison::at_most, 0.01,
               Span::run},
           Row{"extra failures <= 0.1%", Indicator::extra_failures, 0, Comparison::at_most, 0.001,
               Span::run},
           Row{"p95 latency <= 250ms before fault", Indicator::p95, 0, Comparison::at_most, 0.25,
               Span::before},
           Row{"latency p99 < 1m30s", Indicator::p99, 0, Comparison::below, 90, Span::run},
           Row{"max <= 2", Indicator::longest, 0, Comparison::at_most, 2, Span::run},
           Row{"impact <= 10s", Indicator::impact, 0, Comparison::at_most, 10, Span::run},
           Row{"windows <= 0", Indicator::windows, 0, Comparison::at_most, 0, Span::run},
           Row{"recovery < 30s", Indicator::recovery, 0, Comparison::below, 30, Span::run},
           Row{"detection <= 15s", Indicator::detection, 0, Comparison::at_most, 15, Span::run},
       }) {
    const auto claim = parse_claim(row.text);
    ASSERT_TRUE(claim.has_value()) << claim.error().what;
    EXPECT_EQ(claim->text, row.text);
    EXPECT_EQ(claim->indicator, row.indicator) << row.text;
    EXPECT_DOUBLE_EQ(claim->within_seconds, row.within) << row.text;
    EXPECT_EQ(claim->comparison, row.comparison) << row.text;
    EXPECT_EQ(claim->threshold, row.threshold) << row.text;
    EXPECT_EQ(claim->span, row.span) << row.text;
  }
}

TEST(ClaimText, SaysWhatIsWrongWithIt) {
  struct Row {
    const char* text;
    const char* what;
  };
  for (const Row& row : {
           Row{"",
               "found its end, expected success, failures, extra failures, p50, p90, p95, p99, "
               "max, impact, windows, recovery or detection"},
           Row{"succes >= 99%",
               "found \"succes\", expected success, failures, extra failures, p50, "
               "p90, p95, p99, max, impact, windows, recovery or detection"},
           Row{"success 99%", "found \"99%\", expected one of >=, <=, >, <"},
           Row{"success == 99%", "found \"==\", expected one of >=, <=, >, <"},
           Row{"success >= 99.9", "found \"99.9\", expected a share such as 99.9% or 0.999"},
           Row{"success >=", "found its end, expected a share such as 99.9% or 0.999"},
           Row{"p95 <= 3 apples",
               "found \"apples\", expected during fault, before fault, after "
               "fault, since fault or over the run"},
           Row{"p95 <= -3s", "found \"-3s\", expected a time such as 300ms or 10s"},
           Row{"success within >= 3%", "found \">=\", expected a time such as 300ms"},
           Row{"extra >= 3%", "found \">=\", expected \"failures\" after \"extra\""},
           Row{"success >= 9% during fault today", "found \"today\", expected nothing more"},
           Row{"impact <= 3s during fault",
               "found \"during\", expected no part of the run: impact is of all of it"},
       }) {
    const auto claim = parse_claim(row.text);
    ASSERT_FALSE(claim.has_value()) << row.text;
    EXPECT_EQ(claim.error().code, Errc::invalid_input);
    EXPECT_EQ(claim.error().what, "claim \"" + std::string(row.text) + "\": " + row.what);
  }
}

}  // namespace
}  // namespace brunt::analysis

#include "load/threshold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

Metrics ten_requests() {
  Metrics metrics;
  for (int n = 0; n < 10; ++n) {
    Result result;
    result.timestamp = WallTime(1'000s + n * 100ms);
    result.code = n == 0 ? 503 : 200;
    result.latency = 10ms * (n + 1);
    metrics.add(result);
  }
  metrics.close();
  return metrics;
}

TEST(Threshold, IsKeptOrMissed) {
  const std::pair<const char*, bool> cases[] = {
      {"max<100ms", false},   {"max<=100ms", true},     {"min>=10ms", true},
      {"p99<1s", true},       {"p50 > 200ms", false},   {"success>=90%", true},
      {"success>0.9", false}, {"requests>=10", true},   {"rate<5", false},
      {"mean<=55ms", true},   {"throughput>0.5", true}, {"p99.9<1ms", false},
  };
  for (const auto& [text, kept] : cases) {
    Metrics metrics = ten_requests();
    EXPECT_EQ(missed({parse_threshold(text).value()}, metrics).empty(), kept) << text;
  }
}

TEST(Threshold, SaysWhatWasFound) {
  Metrics metrics = ten_requests();
  const auto all = missed(
      {parse_threshold("max<50ms").value(), parse_threshold("success>99.9%").value()}, metrics);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].found, "100ms");
  EXPECT_EQ(all[1].text, "success>99.9%");
  EXPECT_EQ(all[1].found, "90%");
}

TEST(Threshold, IsMissedWithoutARequest) {
  Metrics none;
  none.close();
  EXPECT_EQ(missed({parse_threshold("p99<1h").value()}, none).at(0).found, "no request");
}

TEST(Threshold, IsRefusedWithTheReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"p99", "expected MEASURE<BOUND or MEASURE>BOUND"},
      {"p99<5", "expected a time such as 200ms"},
      {"success>101%", "expected a share such as 99.9% or 0.999"},
      {"rate>x", "expected a number"},
      {"p0<1s",
       "unknown measure 'p0', expected p50, p99.9, mean, min, max, success, rate, "
       "throughput or requests"},
  };
  for (const auto& [text, what] : cases)
    EXPECT_EQ(parse_threshold(text).error().what, what) << text;
}

RC_GTEST_PROP(Threshold, NeverCrashes, (const std::string& text)) {
  (void)parse_threshold(text).has_value();
}

}  // namespace
}  // namespace brunt::load

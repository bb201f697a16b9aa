#include <cmath>

#include <gtest/gtest.h>

#include "sandbox/platform/promql/histogram.h"
#include "sandbox/platform/promql/window_functions.h"

namespace brunt::sandbox::platform::promql {
namespace {

/// Samples every `step_ms` from `first_ms`, in a window of a minute that ends at 60 s.
Window minute(std::vector<double> values, std::int64_t first_ms = 0,
              std::int64_t step_ms = 15'000) {
  Window out;
  out.start_ms = 0;
  out.end_ms = 60'000;
  out.seconds = 60;
  for (const double value : values) {
    out.samples.push_back({first_ms, value});
    first_ms += step_ms;
  }
  return out;
}

TEST(Rate, IsTheSlopeWhenSamplesFillTheWindow) {
  EXPECT_DOUBLE_EQ(rate(minute({100, 115, 130, 145, 160})).value(), 1.0);
  EXPECT_DOUBLE_EQ(increase(minute({100, 115, 130, 145, 160})).value(), 60.0);
}

TEST(Rate, CountsACounterResetAsAStartFromZero) {
  EXPECT_DOUBLE_EQ(increase(minute({100, 110, 5, 15, 25})).value(), 10 + 5 + 20);
  EXPECT_DOUBLE_EQ(delta(minute({100, 110, 5, 15, 25})).value(), -75);
}

TEST(Increase, ExtrapolatesToTheEndsWhenTheyAreNear) {
  // 10 s to 55 s: 45 s sampled, 10 s and 5 s to the ends, both within 1.1 of the 15 s step.
  EXPECT_DOUBLE_EQ(increase(minute({100, 110, 120, 130}, 10'000)).value(), 30.0 * 60 / 45);
}

TEST(Increase, ExtrapolatesByHalfAStepWhenAnEndIsFar) {
  // 0 s to 15 s; the end of the window is 45 s away.
  EXPECT_DOUBLE_EQ(increase(minute({100, 110})).value(), 10.0 * (15 + 0 + 7.5) / 15);
}

TEST(Increase, NeverReachesBackBelowZero) {
  // The counter was zero 3 s before its first sample at 10 s.
  EXPECT_DOUBLE_EQ(increase(minute({2, 12, 22, 32}, 10'000)).value(), 30.0 * (45 + 3 + 5) / 45);
}

TEST(Rate, NeedsTwoSamples) {
  EXPECT_FALSE(rate(minute({1})));
  EXPECT_FALSE(irate(minute({1})));
  EXPECT_FALSE(rate(minute({})));
}

TEST(Irate, LooksAtTheLastTwoSamples) {
  EXPECT_DOUBLE_EQ(irate(minute({0, 100, 130})).value(), 2.0);
  EXPECT_DOUBLE_EQ(irate(minute({0, 100, 30})).value(), 2.0);
  EXPECT_DOUBLE_EQ(idelta(minute({0, 100, 30})).value(), -70);
}

TEST(OverTime, FoldsTheWindow) {
  const Window window = minute({3, 1, 2, 2});
  EXPECT_DOUBLE_EQ(sum_over_time(window).value(), 8);
  EXPECT_DOUBLE_EQ(avg_over_time(window).value(), 2);
  EXPECT_DOUBLE_EQ(min_over_time(window).value(), 1);
  EXPECT_DOUBLE_EQ(max_over_time(window).value(), 3);
  EXPECT_DOUBLE_EQ(count_over_time(window).value(), 4);
  EXPECT_DOUBLE_EQ(last_over_time(window).value(), 2);
  EXPECT_DOUBLE_EQ(present_over_time(window).value(), 1);
  EXPECT_DOUBLE_EQ(changes(window).value(), 2);
  EXPECT_DOUBLE_EQ(resets(window).value(), 1);
}

TEST(BucketQuantile, InterpolatesWithinABucket) {
  const std::vector<Bucket> buckets{{0.1, 10}, {0.5, 20}, {INFINITY, 20}};
  EXPECT_DOUBLE_EQ(bucket_quantile(0.5, buckets), 0.1);
  EXPECT_DOUBLE_EQ(bucket_quantile(0.75, buckets), 0.3);
  EXPECT_DOUBLE_EQ(bucket_quantile(0.25, buckets), 0.05);
}

TEST(BucketQuantile, SaysWhatItCannotKnow) {
  EXPECT_TRUE(std::isnan(bucket_quantile(0.5, {{0.1, 10}, {0.5, 20}})));
  EXPECT_TRUE(std::isnan(bucket_quantile(0.5, {{0.1, 0}, {INFINITY, 0}})));
  EXPECT_EQ(bucket_quantile(2, {{0.1, 1}, {INFINITY, 1}}), INFINITY);
  EXPECT_EQ(bucket_quantile(-1, {{0.1, 1}, {INFINITY, 1}}), -INFINITY);
  EXPECT_EQ(bucket_quantile(1, {{0.1, 1}, {INFINITY, 5}}), 0.1) << "the last finite bound";
}

}  // namespace
}  // namespace brunt::sandbox::platform::promql

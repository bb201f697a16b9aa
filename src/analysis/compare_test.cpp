#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/block_bootstrap.h"
#include "analysis/differences.h"
#include "analysis/holm.h"
#include "analysis/quantiles.h"
#include "analysis/ranks.h"
#include "analysis/series_windows.h"
#include "analysis/times.h"

namespace brunt::analysis {
namespace {

std::vector<double> drawn(std::size_t n, std::uint64_t seed, double mean) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(mean, 1);
  std::vector<double> values(n);
  for (double& value : values)
    value = normal(random);
  return values;
}

RC_GTEST_PROP(Differences, AreFoundAsIfAllWereSorted, ()) {
  const auto sample = [] {
    auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-9, 9)));
    std::sort(values.begin(), values.end());
    return std::vector<double>(values.begin(), values.end());
  };
  const auto a = sample();
  const auto b = sample();
  std::vector<double> all;
  for (const double y : b) {
    for (const double x : a)
      all.push_back(y - x);
  }
  std::sort(all.begin(), all.end());
  for (const std::size_t k : {std::size_t{0}, all.size() / 3, all.size() / 2, all.size() - 1})
    RC_ASSERT(kth_difference(a, b, k) == all[k]);
}

TEST(HodgesLehmann, CountsEveryPairOfALargeSample) {
  auto a = drawn(20'001, 1, 10);
  auto b = a;
  for (double& value : b)
    value += 0.25;
  const Shift shift = hodges_lehmann(a, b);
  EXPECT_NEAR(shift.value, 0.25, 1e-9);
  EXPECT_LT(shift.interval.low, 0.25);
  EXPECT_GT(shift.interval.high, 0.25);
  EXPECT_LT(shift.interval.high - shift.interval.low, 0.05);
}

TEST(QuantileInterval, IsOpenWhereTheSampleIsTooSmall) {
  const std::vector<double> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Range median = quantile_interval(values, 0.5);
  EXPECT_GT(median.low, 2);  // between the 2nd and the 3rd: those hold 97.9 and 89.1 %
  EXPECT_LT(median.low, 3);
  EXPECT_NEAR(median.low + median.high, 11, 1e-9);
  const Range tail = quantile_interval(values, 0.99);
  EXPECT_TRUE(std::isinf(tail.high));
  EXPECT_TRUE(std::isfinite(tail.low));
  EXPECT_TRUE(std::isinf(quantile_interval({}, 0.5).low));
}

RC_GTEST_PROP(QuantileInterval, HoldsItsQuantile, ()) {
  auto values = *rc::gen::container<std::vector<double>>(rc::gen::map(
      rc::gen::inRange(0, 1000), [](int value) { return static_cast<double>(value); }));
  RC_PRE(values.size() >= 5U);
  std::sort(values.begin(), values.end());
  for (const double p : {0.25, 0.5, 0.9}) {
    const Range range = quantile_interval(values, p);
    RC_ASSERT(range.low <= quantile(values, p) && quantile(values, p) <= range.high);
  }
}

TEST(BlockBootstrap, GivesTheSameBytesForTheSameSeed) {
  const auto a = drawn(60, 1, 10);
  const auto b = drawn(80, 2, 12);
  const auto once = median_difference_interval(a, b, {.block = 3, .resamples = 500});
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(once, median_difference_interval(a, b, {.block = 3, .resamples = 500}));
  EXPECT_NE(once, median_difference_interval(a, b, {.block = 3, .resamples = 500, .seed = 1}));
  EXPECT_LT(once->low, 2);
  EXPECT_GT(once->high, 2);
  EXPECT_GT(once->low, 1);
}

TEST(BlockBootstrap, TakesTheMedianOfAnEvenNumberBetweenTwo) {
  const std::vector<double> a = {0, 0, 0, 0};
  const std::vector<double> b = {1, 3};  // resamples 1 1, 1 3, 3 1, 3 3
  const auto range = median_difference_interval(a, b, {.block = 1, .resamples = 2000});
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->low, 1);
  EXPECT_EQ(range->high, 3);
  const auto quarter =
      median_difference_interval(a, b, {.block = 1, .resamples = 2000, .level = 0.3});
  ASSERT_TRUE(quarter.has_value());
  EXPECT_EQ(*quarter, (Range{2, 2}));
}

TEST(BlockBootstrap, IsNothingBelowTwoBlocks) {
  const auto a = drawn(9, 1, 0);
  const auto b = drawn(100, 2, 0);
  EXPECT_FALSE(median_difference_interval(a, b, {.block = 5}).has_value());
  EXPECT_FALSE(median_difference_interval({}, b, {.block = 1}).has_value());
}

TEST(BlockBootstrap, ReadsLargeSamplesOffStepsToTheSameInterval) {
  auto a = drawn(1500, 1, 10);
  auto b = drawn(1500, 2, 10.5);
  const auto steps = median_difference_interval(a, b, {.block = 5, .resamples = 2000});
  ASSERT_TRUE(steps.has_value());
  // Asymptotically: sd of a median is sqrt(pi / 2 / n).
  const double half = 1.96 * std::sqrt(3.14159 / 2 / 1500 * 2);
  std::nth_element(a.begin(), a.begin() + 750, a.end());
  std::nth_element(b.begin(), b.begin() + 750, b.end());
  EXPECT_NEAR(steps->low, b[750] - a[750] - half, 0.035);
  EXPECT_NEAR(steps->high, b[750] - a[750] + half, 0.035);
}

TEST(BlockBootstrap, IsWiderWhereValuesDependOnEachOther) {
  auto a = drawn(600, 3, 0);
  auto b = drawn(600, 4, 0);
  for (auto* values : {&a, &b}) {
    for (std::size_t i = 1; i < values->size(); ++i)
      (*values)[i] = 0.9 * (*values)[i - 1] + 0.44 * (*values)[i];
  }
  const auto alone = median_difference_interval(a, b, {.block = 1, .resamples = 500});
  const auto blocks = median_difference_interval(a, b, {.block = 25, .resamples = 500});
  ASSERT_TRUE(alone && blocks);
  EXPECT_GT(blocks->high - blocks->low, 1.5 * (alone->high - alone->low));
}

RC_GTEST_PROP(Holm, RaisesAndKeepsTheOrder, ()) {
  auto p = *rc::gen::container<std::vector<double>>(rc::gen::map(
      rc::gen::inRange(0, 1001), [](int value) { return static_cast<double>(value) / 1000; }));
  const auto adjusted = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    RC_ASSERT(adjusted[i] >= p[i] && adjusted[i] <= 1);
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (p[i] <= p[j]) RC_ASSERT(adjusted[i] <= adjusted[j]);
    }
  }
}

TEST(SeriesWindows, OpenAtTwoBadBucketsInARow) {
  const std::vector<double> values = {10, 11, 9, 10, 10, 11, 10, 50, 10, 50, 60, 55, 10, 10, 10};
  const SeriesRule rule{.baseline = 6, .least_change = 1};
  EXPECT_EQ(series_windows(values, rule), (std::vector<SeriesWindow>{{9, 12, false, false}}));
  const SeriesRule down{.baseline = 6, .least_change = 1, .harm = Harm::down};
  EXPECT_TRUE(series_windows(values, down).empty());
}

TEST(SeriesWindows, StayOpenAtTheEndAndNeedABaseline) {
  const std::vector<double> values = {5, 5, 5, 5, 5, 0, 0, 0};
  EXPECT_EQ(series_windows(values, {.baseline = 5, .least_change = 1, .harm = Harm::down}),
            (std::vector<SeriesWindow>{{5, 8, false, true}}));
  EXPECT_TRUE(series_windows(values, {.baseline = 4, .harm = Harm::down}).empty());
  EXPECT_TRUE(series_windows({}, {}).empty());
}

TEST(SeriesWindows, StepOverBucketsThatSayNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> values = {5, nan, 5, 5, 5, 5, 90, nan, 90, 5, nan, 5};
  EXPECT_EQ(series_windows(values, {.baseline = 6, .least_change = 1}),
            (std::vector<SeriesWindow>{{6, 9, false, false}}));
}

TEST(SeriesWindows, FindDriftThatNoBucketShows) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i)
    values.push_back(10 + (i % 3 - 1) + (i < 20 ? 0 : 0.15 * (i - 20)));
  const auto windows = series_windows(values, {.baseline = 20});
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_TRUE(windows[0].drift);
  EXPECT_TRUE(windows[0].open);
  EXPECT_GE(windows[0].first, 20U);
}

TEST(Times, OfTheSeedAreItsPrintedRanges) {
  constexpr std::int64_t s = 1'000'000'000;
  // Kill known to the second: 17:20:48 to :49, impact 48.978, recovery 62.978 after :00.
  const Moment fault{48 * s, 49 * s};
  const Moment impact{48 * s + 978'000'000, 48 * s + 978'000'000};
  const Moment back{62 * s + 978'000'000, 62 * s + 978'000'000};
  EXPECT_EQ(time_to_impact(fault, impact), (Range{0, 0.978}));
  EXPECT_EQ(time_to_recover(fault, back), (Range{13.978, 14.978}));
  const Moment log{79 * s + 71'397'203, 79 * s + 71'397'203};
  EXPECT_NEAR(time_to_detect(impact, log).low, 30.093, 5e-4);
  EXPECT_NEAR(detection_margin(back, log).low, -16.093, 5e-4);
  const Moment scrape{79 * s + 150'000'000, 79 * s + 392'000'000};
  EXPECT_NEAR(time_to_detect(impact, scrape).low, 30.172, 5e-4);
  EXPECT_NEAR(time_to_detect(impact, scrape).high, 30.414, 5e-4);
}

}  // namespace
}  // namespace brunt::analysis

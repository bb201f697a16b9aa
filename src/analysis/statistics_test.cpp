#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/budget.h"
#include "analysis/maximal_segments.h"
#include "analysis/quantiles.h"
#include "analysis/ranks.h"
#include "analysis/silence.h"

namespace brunt::analysis {
namespace {

TEST(Quantile, EqualsRsTypeEight) {
  // R: quantile(1:10, type = 8) and quantile(c(1, 2, 4, 8), type = 8)
  std::vector<double> ten(10);
  std::iota(ten.begin(), ten.end(), 1.0);
  EXPECT_NEAR(quantile(ten, 0.25), 2.916667, 5e-7);
  EXPECT_NEAR(quantile(ten, 0.5), 5.5, 1e-12);
  EXPECT_NEAR(quantile(ten, 0.75), 8.083333, 5e-7);
  EXPECT_EQ(quantile(ten, 0), 1);
  EXPECT_EQ(quantile(ten, 1), 10);
  const std::vector<double> four = {1, 2, 4, 8};
  EXPECT_NEAR(quantile(four, 0.25), 1.416667, 5e-7);
  EXPECT_NEAR(quantile(four, 0.9), 8, 1e-12);
  EXPECT_EQ(quantile({}, 0.5), 0);
}

RC_GTEST_PROP(Quantile, RisesWithPAndStaysInside, (std::vector<double> values)) {
  RC_PRE(!values.empty());
  for (double& value : values)
    value = std::clamp(value, -1e9, 1e9);
  std::sort(values.begin(), values.end());
  double last = values.front();
  for (int percent = 0; percent <= 100; ++percent) {
    const double q = quantile(values, percent / 100.0);
    RC_ASSERT(q >= last - 1e-6);
    RC_ASSERT(q <= values.back() + 1e-6);
    last = q;
  }
}

TEST(MannWhitney, EqualsRsExample) {
  // R: wilcox.test(c(0.80,0.83,1.89,1.04,1.45,1.38,1.91,1.64,0.73,1.46), c(1.15,0.88,0.90,0.74,
  // 1.21), exact = FALSE): W = 35, p = 0.2446; Hollander and Wolfe 1973, p. 69.
  const std::vector<double> at_term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const std::vector<double> earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
  const RankTest test = mann_whitney(at_term, earlier);
  EXPECT_EQ(test.u, 35);
  EXPECT_NEAR(test.p, 0.2446, 5e-4);
  EXPECT_NEAR(test.effect, 1 - 35.0 / 50, 1e-12);
  EXPECT_NEAR(hodges_lehmann(earlier, at_term).value, 0.305, 1e-9);  // R: conf.int = TRUE
}

TEST(MannWhitney, SaysNothingOfEqualOrMissingValues) {
  const std::vector<double> same = {1, 1, 1};
  EXPECT_EQ(mann_whitney(same, same).p, 1);
  EXPECT_EQ(mann_whitney(same, {}).p, 1);
  EXPECT_EQ(hodges_lehmann(same, {}).value, 0);
}

TEST(MaximalSegments, EqualThePublishedExample) {
  // Ruzzo and Tompa 1999, figure 1.
  const std::vector<double> scores = {4, -5, 3, -3, 1, 2, -2, 2, -2, 1, 5};
  const auto segments = maximal_segments(scores.size(), [&](std::size_t i) { return scores[i]; });
  EXPECT_EQ(segments, (std::vector<Segment>{{0, 1, 4}, {2, 3, 3}, {4, 11, 7}}));
}

RC_GTEST_PROP(MaximalSegments, HoldTheBestSegmentOfAll, ()) {
  const auto scores = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-6, 6));
  double best = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    double sum = 0;
    for (std::size_t j = i; j < scores.size(); ++j)
      best = std::max(best, sum += scores[j]);
  }
  double found = 0;
  std::size_t reached = 0;
  for (const Segment& s : maximal_segments(
           scores.size(), [&](std::size_t i) { return static_cast<double>(scores[i]); })) {
    RC_ASSERT(s.first >= reached && s.end > s.first && s.score > 0);
    reached = s.end;
    found = std::max(found, s.score);
  }
  RC_ASSERT(found == best);
}

TEST(Budget, EqualsTheSeedsFacts) {
  const Objective objective;
  EXPECT_NEAR(burn_rate(42.0 / 180, objective), 233.333, 5e-4);
  EXPECT_NEAR(budget_spent(14.0, 1.0, objective), 0.005401234567901234, 1e-12);
}

TEST(Pager, FiresAfterTheWorkbooksTimesInATotalOutage) {
  const Objective objective;
  EXPECT_NEAR(time_to_fire_s(pager_rules[0], 1, objective).value(), 51.84, 1e-9);
  EXPECT_NEAR(time_to_fire_s(pager_rules[1], 1, objective).value(), 129.6, 1e-9);
  EXPECT_NEAR(time_to_fire_s(pager_rules[2], 1, objective).value(), 259.2, 1e-9);
  EXPECT_FALSE(time_to_fire_s(pager_rules[0], 0.01, objective).has_value());
}

TEST(Silence, IsAGapOfMoreThanThreeSpacingsInAPacedSource) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 20; ++i)
    times.push_back(i * 333'000'000 + (i >= 10 ? 14'000'000'000 : 0));
  const auto silence = find_silence(times, true);
  ASSERT_TRUE(silence.has_value());
  EXPECT_EQ(silence->after, 9U);
  EXPECT_NEAR(silence->seconds, 14.333, 1e-9);
  EXPECT_FALSE(find_silence(std::span(times).first(10), true).has_value());
  EXPECT_FALSE(find_silence(std::span(times).first(4), true).has_value());
}

TEST(Silence, AllowsLongerGapsWhereNothingIsPaced) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 20; ++i)
    times.push_back(i * 1'000'000'000 + (i >= 10 ? 10'000'000'000 : 0));
  EXPECT_FALSE(find_silence(times, false).has_value());
  EXPECT_TRUE(find_silence(times, true).has_value());
}

}  // namespace
}  // namespace brunt::analysis

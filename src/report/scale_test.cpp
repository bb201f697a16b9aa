#include "report/scale.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "report/numbers.h"
#include "report/thin.h"

namespace brunt::report {
namespace {

const WallTime noon = parse_time("2018-04-24T12:00:00Z").value();

TEST(TimeAxis, PutsInstantsInProportion) {
  const TimeAxis axis{noon, 10, 100, 200};
  EXPECT_EQ(axis.x(noon), 100);
  EXPECT_EQ(axis.x(later(noon, 5)), 200);
  EXPECT_EQ(axis.units(1), 20);
}

TEST(Ticks, StandOnRoundSteps) {
  struct Case {
    double span, step;
  };
  for (const Case& c : {Case{0.5, 0.1}, Case{6, 1}, Case{68, 10}, Case{85, 15}, Case{3600, 600},
                        Case{86400, 21600}}) {
    EXPECT_EQ(round_step(c.span, 8), c.step) << c.span;
  }
  const auto ticks = round_ticks({later(noon, -7), 30, 0, 100}, 8);
  ASSERT_EQ(ticks.size(), 6U);
  EXPECT_EQ(ticks[0].label, "11:59:55");
  EXPECT_EQ(ticks[1].label, "12:00:00");
}

RC_GTEST_PROP(Ticks, AreFewInOrderAndInsideTheAxis, ()) {
  const double span = *rc::gen::inRange(1, 10'000'000) / 10.0;
  const auto most = *rc::gen::inRange<std::size_t>(3, 12);
  const TimeAxis axis{later(noon, *rc::gen::inRange(-5000, 5000) / 7.0), span, 0, 100};
  const auto ticks = round_ticks(axis, most);
  RC_ASSERT(ticks.size() <= most);
  WallTime last = axis.origin;
  for (const Tick& tick : ticks) {
    RC_ASSERT(tick.at >= last);
    RC_ASSERT(axis.x(tick.at) <= 100.001);
    last = tick.at;
  }
}

TEST(LogScale, StartsAt100MsOrTheDecadeBelowTheFastestAndEndsAtTheLimit) {
  EXPECT_EQ(latency_scale(0.15, 0.4, 3).low, 0.1);
  EXPECT_EQ(latency_scale(0.15, 0.4, 3).high, 3);
  EXPECT_NEAR(latency_scale(0.004, 0.4, 3).low, 0.001, 1e-12);
  EXPECT_EQ(latency_scale(0.15, 0.4, 0).high, 1);
  EXPECT_GT(latency_scale(0, 0, 0).high, latency_scale(0, 0, 0).low);
}

TEST(LogScale, ClampsWhatLiesOutside) {
  LogScale scale{0.1, 10, 100, 0};
  EXPECT_EQ(scale.y(0.1), 100);
  EXPECT_EQ(scale.y(1), 50);
  EXPECT_EQ(scale.y(0.001), 100);
  EXPECT_EQ(scale.y(50), 0);
  EXPECT_EQ(log_ticks(scale).size(), 5U);  // 0.1 0.3 1 3 10
}

TEST(LargestTriangles, KeepsShortSeriesWhole) {
  EXPECT_EQ(largest_triangles({{0, 0}, {1, 1}, {2, 0}}, 3), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(largest_triangles({}, 10).empty());
}

TEST(LargestTriangles, KeepsTheOnePointThatStandsOut) {
  std::vector<Point> points;
  for (int i = 0; i < 10000; ++i)
    points.push_back({static_cast<double>(i), 0});
  points[4321].y = 5;
  const auto kept = largest_triangles(points, 100);
  EXPECT_NE(std::find(kept.begin(), kept.end(), 4321U), kept.end());
}

RC_GTEST_PROP(LargestTriangles, KeepsEndsOrderAndCount, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 3000);
  const auto most = *rc::gen::inRange<std::size_t>(3, 400);
  std::vector<Point> points;
  for (std::size_t i = 0; i < n; ++i) {
    points.push_back({static_cast<double>(i), static_cast<double>(*rc::gen::inRange(0, 1000))});
  }
  const auto kept = largest_triangles(points, most);
  RC_ASSERT(kept.size() == std::min(n, most));
  RC_ASSERT(kept.front() == 0U);
  RC_ASSERT(kept.back() == n - 1);
  RC_ASSERT(std::adjacent_find(kept.begin(), kept.end(), std::greater_equal<>()) == kept.end());
}

}  // namespace
}  // namespace brunt::report

#include "analysis/impact_windows.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::analysis {
namespace {

constexpr std::int64_t second = 1'000'000'000;

/// `n` requests at `rate` a second, bad where `bad` says so.
template <class Bad>
std::vector<Point> requests(std::size_t n, double rate, Bad bad) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < n; ++i) {
    points.push_back({std::llround(static_cast<double>(i) * 1e9 / rate), bad(i)});
  }
  return points;
}

TEST(ImpactWindows, FindTheSeedsOutage) {
  const auto points = requests(180, 3, [](std::size_t i) { return i >= 17 && i <= 58; });
  const auto windows = impact_windows(points, points[17].at_ns);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(windows[0].first, 17U);
  EXPECT_EQ(windows[0].end, 59U);
  EXPECT_EQ(windows[0].bad, 42U);
  EXPECT_FALSE(windows[0].open);
  EXPECT_NEAR(static_cast<double>(windows[0].end_ns - windows[0].start_ns) / 1e9, 14.0, 1e-6);
  EXPECT_NEAR(windows[0].bounds_s.low, 13.667, 5e-4);
  EXPECT_NEAR(windows[0].bounds_s.high, 14.333, 5e-4);
}

TEST(ImpactWindows, OpenAtFourFailuresInARowInTheSeed) {
  for (const std::size_t failures : {1U, 2U, 3U, 4U, 5U}) {
    const auto points =
        requests(180, 3, [&](std::size_t i) { return i >= 17 && i < 17 + failures; });
    EXPECT_EQ(impact_windows(points, points[17].at_ns).size(), failures >= 4 ? 1U : 0U) << failures;
  }
  const auto points = requests(180, 3, [](std::size_t) { return false; });
  const Scan scan = tune_scan(points, points[17].at_ns);
  EXPECT_EQ(failures_to_open(scan), 4U);
  EXPECT_NEAR(shortest_outage_s(Trail(points), scan), 1.333, 5e-4);
}

TEST(ImpactWindows, StayOpenWhenTheRunEndsInThem) {
  const auto points = requests(60, 3, [](std::size_t i) { return i >= 40; });
  const auto windows = impact_windows(points, points[20].at_ns);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_TRUE(windows[0].open);
  EXPECT_EQ(windows[0].end, points.size());
  EXPECT_EQ(windows[0].end_ns, points.back().at_ns);
}

TEST(ImpactWindows, KeepTwoHardOutagesApartAndAHalfBrokenStretchTogether) {
  const auto two = requests(
      600, 10, [](std::size_t i) { return (i >= 100 && i < 150) || (i >= 300 && i < 330); });
  EXPECT_EQ(impact_windows(two, two[90].at_ns).size(), 2U);
  const auto half =
      requests(600, 10, [](std::size_t i) { return i >= 100 && i < 300 && i % 2 == 0; });
  const auto windows = impact_windows(half, half[90].at_ns);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_LT(windows[0].ratio, 0.7);
  EXPECT_EQ(windows[0].first, 100U);
  EXPECT_EQ(windows[0].end, 299U);
}

TEST(ImpactWindows, AreNoneWithoutRequests) {
  EXPECT_TRUE(impact_windows({}, std::nullopt).empty());
  EXPECT_TRUE(std::isinf(shortest_outage_s(Trail{}, tune_scan({}, std::nullopt))));
}

TEST(ImpactWindows, NoneOpenInNoiseAndPlantedOutagesAreFoundOnce) {
  std::mt19937_64 random(20180424);
  int false_windows = 0;
  int runs = 0;
  int found = 0;
  for (const double rate : {3.0, 20.0, 100.0}) {
    for (const double noise : {0.0, 0.004, 0.05, 0.2}) {
      for (int run = 0; run < 25; ++run, ++runs) {
        std::bernoulli_distribution fails(noise);
        const auto n = static_cast<std::size_t>(rate * 60);
        const auto quiet = requests(n, rate, [&](std::size_t) { return fails(random); });
        false_windows += impact_windows(quiet, 10 * second).empty() ? 0 : 1;
        auto broken = quiet;
        for (Point& p : broken)
          p.bad = p.bad || (p.at_ns >= 15 * second && p.at_ns < 20 * second);
        const auto windows = impact_windows(broken, 10 * second);
        const auto slack = static_cast<std::int64_t>(2e9 / rate) + 50'000'000;
        found += windows.size() == 1 && std::abs(windows[0].start_ns - 15 * second) <= slack &&
                         std::abs(windows[0].end_ns - 20 * second) <= slack
                     ? 1
                     : 0;
      }
    }
  }
  EXPECT_LE(false_windows, runs * 3 / 100);
  EXPECT_GE(found, runs * 94 / 100);
}

RC_GTEST_PROP(ImpactWindows, AreDisjointOrderedAndBeginAndEndInFailures, ()) {
  const auto bad = *rc::gen::container<std::vector<bool>>(
      rc::gen::weightedElement<bool>({{5, false}, {2, true}}));
  const auto fault = *rc::gen::maybe(rc::gen::inRange<std::int64_t>(0, 100 * second));
  const auto points = requests(bad.size(), 5, [&](std::size_t i) { return bad[i]; });
  std::size_t reached = 0;
  for (const Window& w : impact_windows(points, fault ? std::optional(*fault) : std::nullopt)) {
    RC_ASSERT(w.first >= reached);
    RC_ASSERT(w.first < w.end);
    RC_ASSERT(w.end <= points.size());
    RC_ASSERT(points[w.first].bad && points[w.end - 1].bad);
    RC_ASSERT(w.open == (w.end == points.size()));
    const bool ends_well = w.open || !points[w.end].bad;  // RC_ASSERT evaluates both sides
    RC_ASSERT(ends_well);
    RC_ASSERT(w.bounds_s.low <= w.bounds_s.high);
    reached = w.end;
  }
}

}  // namespace
}  // namespace brunt::analysis

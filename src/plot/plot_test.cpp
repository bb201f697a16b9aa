#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "plot/page.h"

namespace brunt::plot {
namespace {

using namespace std::chrono_literals;

constexpr WallTime start{1'714'557'600s};

load::Result made(std::chrono::nanoseconds since, int code, std::chrono::nanoseconds latency) {
  load::Result result;
  result.timestamp = start + since;
  result.code = code;
  result.latency = latency;
  if (code == 0) result.error = "EOF";
  return result;
}

TEST(Series, CountsByCodeAndSlice) {
  Series series("night", 100);
  series.add(made(150ms, 200, 3ms));
  series.add(made(0ms, 503, 1ms));
  series.add(made(160ms, 0, 2s));
  EXPECT_EQ(series.sent(), 3U);
  EXPECT_EQ(series.failed(), 2U);
  EXPECT_EQ(series.codes(), (std::map<int, std::uint64_t>{{0, 1}, {200, 1}, {503, 1}}));
  EXPECT_EQ(series.first(), start);
  ASSERT_EQ(series.slices().size(), 2U);
  EXPECT_EQ(series.slices().rbegin()->second.sent, 2U);
  EXPECT_EQ(series.failures().at("EOF").first, start + 160ms);
}

TEST(Series, WidensItsSlicesAndLosesNothing) {
  Series series("day", 100);
  for (int second = 0; second < 90'000; second += 9)
    series.add(made(std::chrono::seconds(second), second % 2 == 0 ? 200 : 500, 1ms));
  EXPECT_LE(series.slices().size(), 300U);
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  for (const auto& [index, slice] : series.slices()) {
    sent += slice.sent;
    failed += slice.failed;
    EXPECT_EQ(slice.ok.count() + slice.failed, slice.sent);
  }
  EXPECT_EQ(sent, 10'000U);
  EXPECT_EQ(failed, 5'000U);
  EXPECT_EQ(series.failed_at().size(), 5'000U);  // never thinned
}

TEST(Series, ThinsPointsButKeepsTheSlowest) {
  Series series("long", 200);
  for (int n = 0; n < 50'000; ++n)
    series.add(made(n * 1ms, 200, n == 31'234 ? 9s : 1ms + n % 7 * 1us));
  const std::vector<Point> points = series.points();
  EXPECT_LE(points.size(), 200U);
  EXPECT_TRUE(series.thinned());
  EXPECT_NE(std::find(points.begin(), points.end(), Point{start + 31'234ms, 9s}), points.end());
}

TEST(Series, ThinsPointsThatLieOnBothSidesOf1970) {
  Series series("old", 2);
  for (const auto since_1970 : {-1ms, 1ms, 2ms})
    series.add(made(since_1970 - start.time_since_epoch(), 200, 5ms));
  EXPECT_EQ(series.points(), (std::vector<Point>{{WallTime(-1ms), 5ms}, {WallTime(1ms), 5ms}}));
}

RC_GTEST_PROP(Series, HasEachRequestInOneSliceInAnyOrder, ()) {
  Series series("any", 50);
  const auto times =
      *rc::gen::container<std::vector<std::int32_t>>(rc::gen::arbitrary<std::int32_t>());
  for (const std::int32_t at : times)
    series.add(made(std::chrono::milliseconds(at), at % 3 == 0 ? 0 : 200, 1ms + at % 5 * 1us));
  std::uint64_t sent = 0;
  for (const auto& [index, slice] : series.slices())
    sent += slice.sent;
  RC_ASSERT(sent == times.size());
}

Series minute_with_an_outage() {
  Series series("shop <b>&", 4000);
  for (int n = 0; n < 600; ++n) {
    const bool out = n >= 200 && n < 300;
    series.add(made(n * 100ms, out ? 0 : 200, out ? 3s : 20ms + n % 10 * 1ms));
  }
  return series;
}

TEST(Page, BeginsWithTheAnswer) {
  const std::string text = page({minute_with_an_outage()}, "night & day");
  EXPECT_NE(text.find("<h1 style=\"margin-top:22px\" dir=\"auto\">night &amp; day</h1>"),
            std::string::npos);
  EXPECT_NE(text.find("100 of 600 requests failed."), std::string::npos);
  EXPECT_NE(text.find("Failures were due from +20.0\u202fs to +29.9\u202fs"), std::string::npos);
  EXPECT_EQ(text.find("shop <b>&"), std::string::npos);
  EXPECT_EQ(text.find("http://"), std::string::npos);
}

TEST(Page, DrawsEveryFailure) {
  const std::string text = page({minute_with_an_outage()}, "");
  const auto begin = text.find("class=\"fails\"");
  const std::string path = text.substr(begin, text.find("/>", begin) - begin);
  EXPECT_EQ(std::count(path.begin(), path.end(), 'M'), 100);
}

TEST(Page, TakesRunsWithoutSuccessOrLength) {
  Series one("one", 10);
  one.add(made(0s, 0, 0ns));
  EXPECT_NE(page({one}, "t").find("All 1 requests failed."), std::string::npos);
  Series instant("instant", 10);
  instant.add(made(0s, 200, 0ns));
  EXPECT_NE(page({instant, one}, "t").find("run 2"), std::string::npos);
}

}  // namespace
}  // namespace brunt::plot

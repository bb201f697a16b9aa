#include "load/tally.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

Result ended(std::chrono::nanoseconds due, int code, std::chrono::nanoseconds latency) {
  Result result;
  result.timestamp = WallTime(due);
  result.code = code;
  result.latency = latency;
  return result;
}

TEST(Tally, SortsHitsIntoTheSecondTheyWereDue) {
  Tally tally{WallTime{}};
  for (const auto due : {100ms, 900ms, 1100ms})
    tally.sent(due, 0ns);
  tally.ended(900ms, ended(900ms, 200, 5s));
  tally.ended(1100ms, ended(1100ms, 0, 1s));
  const Progress& progress = tally.progress(4, 1);
  ASSERT_EQ(progress.seconds.size(), 2U);
  EXPECT_EQ(progress.seconds[0].sent, 2U);
  EXPECT_EQ(progress.seconds[0].ok, 1U);
  EXPECT_EQ(progress.seconds[0].p95, 5s);
  EXPECT_EQ(progress.seconds[1].failed, 1U);
  EXPECT_EQ(progress.in_flight, 1U);
  EXPECT_EQ(progress.ended.size(), 2U);
  EXPECT_FALSE(progress.ended[1].second);
  tally.next();
  EXPECT_TRUE(tally.progress(4, 1).ended.empty());
}

TEST(Tally, KeepsTheP95OfASecondThatIsComplete) {
  Tally tally{WallTime{}};
  for (int i = 0; i < 5; ++i) {
    const auto due = i * 1s + 500ms;
    tally.sent(due, 0ns);
    tally.ended(due, ended(due, 200, 10ms * (i + 1)));
    (void)tally.progress(5, 0);
  }
  const Progress& progress = tally.progress(5, 0);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(seconds(progress.seconds[i].p95), 0.01 * static_cast<double>(i + 1), 0.0005) << i;
  }
}

TEST(Tally, CallsTheGeneratorLimitedWhenItIsLate) {
  Tally good{WallTime{}};
  Tally bad{WallTime{}};
  for (int i = 0; i < 100; ++i) {
    good.sent(i * 10ms, 20us);
    bad.sent(i * 10ms, i % 2 == 0 ? 30ms : 0ms);
  }
  EXPECT_FALSE(good.summary(100, 10ms).generator_limited);
  EXPECT_TRUE(bad.summary(100, 10ms).generator_limited);
  EXPECT_EQ(bad.summary(100, 10ms).late, 50U);
  EXPECT_EQ(bad.summary(100, 10ms).lateness_max, 30ms);
  EXPECT_FALSE(bad.summary(100, 1s).generator_limited);  // three a second may be 30 ms late
}

RC_GTEST_PROP(Tally, AccountsForEveryHit, ()) {
  Tally tally{WallTime{}};
  const auto sent = *rc::gen::inRange<std::uint64_t>(0, 200);
  const auto queued = *rc::gen::inRange<std::uint64_t>(0, 50);
  std::uint64_t ok = 0;
  for (std::uint64_t i = 0; i < sent; ++i) {
    const auto due = std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 20'000'000'000));
    tally.sent(due, 0ns);
    const bool good = *rc::gen::arbitrary<bool>();
    ok += good ? 1U : 0U;
    tally.ended(due, ended(due, good ? 200 : 503, 1ms));
  }
  const Summary summary = tally.summary(sent + queued, 1ms);
  RC_ASSERT(summary.sent + summary.queued + summary.shed == summary.due);
  RC_ASSERT(summary.ok == ok);
  RC_ASSERT(summary.ok + summary.failed == summary.sent);
  std::uint64_t in_slices = 0;
  for (const auto& second : tally.progress(sent, 0).seconds)
    in_slices += second.sent;
  RC_ASSERT(in_slices == sent);
}

}  // namespace
}  // namespace brunt::load

#include "load/pacer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

TEST(ConstantPacer, SpreadsHitsEvenlyFromHalfAnInterval) {
  const auto pacer = ConstantPacer::make(4, 1s).value();
  EXPECT_EQ(pacer.due(0), 125ms);
  EXPECT_EQ(pacer.due(1), 375ms);
  EXPECT_EQ(pacer.due(4), 1125ms);
  EXPECT_EQ(pacer.interval(), 250ms);
}

TEST(ConstantPacer, RefusesARateOfNothing) {
  EXPECT_EQ(ConstantPacer::make(0, 1s).error().code, Errc::invalid_input);
  EXPECT_EQ(ConstantPacer::make(1, 0s).error().code, Errc::invalid_input);
  EXPECT_EQ(ConstantPacer::make(1, -1s).error().code, Errc::invalid_input);
}

TEST(ConstantPacer, SendsAHundredAndEightyHitsInTheSeedsMinute) {
  const auto pacer = ConstantPacer::make(3, 1s).value();
  EXPECT_EQ(pacer.hits_before(60s), 180U);
  EXPECT_EQ(pacer.due(179) - pacer.due(0), 59'666'666'667ns);
}

TEST(ConstantPacer, HasNoHitsBeforeTheStart) {
  const auto pacer = ConstantPacer::make(3, 1s).value();
  EXPECT_EQ(pacer.hits_before(0s), 0U);
  EXPECT_EQ(pacer.hits_before(-5s), 0U);
}

TEST(ConstantPacer, SaturatesInsteadOfOverflowing) {
  const auto pacer = ConstantPacer::make(1, 24h).value();
  EXPECT_EQ(pacer.due(UINT64_MAX), std::chrono::nanoseconds::max());
  EXPECT_GT(ConstantPacer::make(UINT32_MAX, 1ns)->hits_before(std::chrono::nanoseconds::max()), 0U);
}

RC_GTEST_PROP(ConstantPacer, NeverGoesBackInTimeAndNeverDrifts, ()) {
  const auto hits = *rc::gen::inRange<std::uint32_t>(1, 1'000'000);
  const auto n = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 40U);
  const auto pacer = ConstantPacer::make(hits, 1s).value();
  RC_ASSERT(pacer.due(n) <= pacer.due(n + 1));
  if (n < (1ULL << 32U)) RC_ASSERT(pacer.due(n + hits) == pacer.due(n) + 1s);
}

RC_GTEST_PROP(ConstantPacer, HitsBeforeCountsExactlyTheHitsThatAreDue, ()) {
  const auto hits = *rc::gen::inRange<std::uint32_t>(1, 5'000'000);
  const auto per = std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(1, 3'600'000'000'000));
  const auto end = std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(1, 1LL << 45U));
  const auto pacer = ConstantPacer::make(hits, per).value();
  const auto count = pacer.hits_before(end);
  if (count > 0) RC_ASSERT(pacer.due(count - 1) < end);
  RC_ASSERT(pacer.due(count) >= end);
}

RC_GTEST_PROP(ConstantPacer, GivesEachWholePeriodItsExactHits, ()) {
  const auto hits = *rc::gen::inRange<std::uint32_t>(1, 100'000);
  const auto periods = *rc::gen::inRange<int>(1, 100'000);
  const auto pacer = ConstantPacer::make(hits, 1s).value();
  RC_ASSERT(pacer.hits_before(periods * 1s) == static_cast<std::uint64_t>(periods) * hits);
}

}  // namespace
}  // namespace brunt::load

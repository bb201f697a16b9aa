#include "load/schedule.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

using namespace std::chrono_literals;
using Time = Schedule::Time;

Schedule schedule(std::string_view text) {
  auto made = Schedule::parse(text);
  EXPECT_TRUE(made.has_value()) << text << ": " << (made ? "" : made.error().what);
  return made ? *made : Schedule::constant({}).value();
}

std::uint64_t between(const Schedule& all, Time from, Time to) {
  return all.hits_before(to) - all.hits_before(from);
}

TEST(Schedule, SpreadsHitsEvenlyAndWithoutDrift) {
  const Schedule three = schedule("3/s");
  EXPECT_EQ(three.due(0), 166666666ns);
  EXPECT_EQ(three.due(3 * 86400), 24h + 166666666ns);
  EXPECT_EQ(three.hits_before(60s), 180U);
  EXPECT_EQ(schedule("1/10s").due(1), 15s);
  EXPECT_EQ(parse_schedule_rate("180/1m").value(), parse_schedule_rate("180/m").value());
}

TEST(Schedule, GoesUpInSteps) {
  const Schedule steps = schedule("10/s for 2s, 20/s for 1s, 40/s");
  EXPECT_EQ(between(steps, 0s, 2s), 20U);
  EXPECT_EQ(between(steps, 2s, 3s), 20U);
  EXPECT_EQ(between(steps, 3s, 10s), 280U);
  EXPECT_EQ(steps.due(20), 2025ms);
  EXPECT_EQ(steps.length(), Time::max());
}

TEST(Schedule, RampsInAStraightLine) {
  const Schedule ramp = schedule("10/s..110/s for 10s");
  EXPECT_EQ(ramp.hits_before(10s), 600U);
  EXPECT_EQ(ramp.hits_before(5s), 175U);
  EXPECT_EQ(between(ramp, 9s, 10s), 105U);
  EXPECT_EQ(ramp.due(600), Time::max());
  EXPECT_EQ(schedule("110/s..10/s for 10s").hits_before(5s), 425U);
}

TEST(Schedule, SwingsAroundItsMean) {
  const Schedule sine = schedule("sine 100/s 50/s every 10s for 60s");
  EXPECT_EQ(sine.hits_before(60s), 6000U);
  EXPECT_NEAR(static_cast<double>(sine.hits_before(5s)), 500 + 50 * 10 / M_PI, 1);
  EXPECT_NEAR(static_cast<double>(between(sine, 2s, 3s)), 149, 2);
  EXPECT_NEAR(static_cast<double>(between(sine, 7s, 8s)), 51, 2);
}

TEST(Schedule, ComesAtRandomButTheSameEachTime) {
  const Schedule random = schedule("poisson 100/s seed 7 for 300s");
  const auto count = static_cast<double>(random.hits_before(300s));
  EXPECT_NEAR(count, 30000, 5 * std::sqrt(30000));
  EXPECT_EQ(random.hits_before(300s), schedule("poisson 100/s seed 7 for 300s").hits_before(300s));
  EXPECT_NE(random.due(0), schedule("poisson 100/s seed 8").due(0));
  // Counts of the seconds scatter as a Poisson process does: variance = mean.
  double sum = 0;
  for (int i = 0; i < 300; ++i) {
    const auto hits = static_cast<double>(between(random, i * 1s, (i + 1) * 1s));
    sum += (hits - 100) * (hits - 100);
  }
  EXPECT_NEAR(sum / 300, 100, 30);
}

TEST(Schedule, ComesInBursts) {
  const Schedule burst = schedule("burst 50 every 10s for 1m");
  EXPECT_EQ(burst.hits_before(60s), 300U);
  EXPECT_EQ(burst.due(49), 0s);
  EXPECT_EQ(burst.due(50), 10s);
}

TEST(Schedule, ReplaysTimes) {
  const Schedule replay = Schedule::replay({5s, 1s, 1s, 0s}).value();
  EXPECT_EQ(replay.due(0), 0s);
  EXPECT_EQ(replay.due(2), 1s);
  EXPECT_EQ(replay.due(3), 5s);
  EXPECT_EQ(replay.due(4), Time::max());
  EXPECT_EQ(replay.hits_before(1s), 1U);
}

TEST(Schedule, SaysWhatIsWrongWithAPart) {
  const std::map<std::string, std::string> cases = {
      {"", "it is empty"},
      {"0/s", "a rate needs hits and a time above 0"},
      {"-1/s", "'-1' is no number"},
      {"abc", "'abc' is no number"},
      {"5/0s", "'0s' is no time above 0 such as 30s or 5m"},
      {"99999999999/s", "a rate is out of range"},
      {"1/s..2/s", "a ramp needs a length: for TIME"},
      {"1/s, 2/s for 1s", "only the last part may have no length: give it a for TIME"},
      {"sine 5/s 5/s every 1s", "the swing of a sine must be below its mean"},
      {"burst 0 every 1s", "a rate needs hits and a time above 0"},
      {"1/s for ever", "'ever' is no time above 0 such as 30s or 5m"},
      {"1/s 2/s",
       "expected RATE, RATE..RATE, sine RATE RATE every TIME, poisson RATE [seed N] or burst N "
       "every TIME, each with for TIME"},
  };
  for (const auto& [text, what] : cases) {
    const auto made = Schedule::parse(text);
    ASSERT_FALSE(made.has_value()) << text;
    EXPECT_EQ(made.error().what, what) << text;
    EXPECT_NE(made.error().context.find("of the schedule, '"), std::string::npos);
  }
}

Schedule any_schedule() {
  const auto rate = [] {
    return Rate{*rc::gen::inRange<std::uint64_t>(1, 2000),
                std::chrono::milliseconds(*rc::gen::inRange(1, 3000))};
  };
  const Time length = std::chrono::milliseconds(*rc::gen::inRange(1, 5000));
  const Rate mean = rate();
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return Schedule::constant(mean, length).value();
    case 1:
      return Schedule::ramp(mean, rate(), length).value();
    case 2:
      return Schedule::sine(mean, {mean.hits, 2 * mean.per}, rate().per, length).value();
    case 3:
      return Schedule::poisson(mean, *rc::gen::arbitrary<std::uint64_t>(), length).value();
    case 4:
      return Schedule::burst(*rc::gen::inRange<std::uint64_t>(1, 50), mean.per, length).value();
    default: {
      std::vector<Time> times{Time(0)};
      for (const int ms : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3000)))
        times.push_back(std::chrono::milliseconds(ms));
      return Schedule::replay(times).value();
    }
  }
}

RC_GTEST_PROP(Schedule, NeverGoesBackAndCountsWhatItGives, ()) {
  Schedule all = any_schedule();
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    all = all.then(any_schedule()).value();
  const std::uint64_t hits = all.hits_before(all.length());
  RC_ASSERT(all.due(hits) == Time::max());
  for (int i = 0; i < 20 && hits > 1; ++i) {
    const auto k = *rc::gen::inRange<std::uint64_t>(1, hits);
    const Time due = all.due(k);
    RC_ASSERT(all.due(k - 1) <= due);
    RC_ASSERT(due < all.length());
    RC_ASSERT(all.hits_before(due) <= k);
    RC_ASSERT(all.hits_before(due + Time(1)) > k);
  }
}

RC_GTEST_PROP(Schedule, IsTheUnionOfItsShards, ()) {
  const Schedule all = any_schedule().then(any_schedule()).value();
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 7);
  const Time end = all.length() / *rc::gen::inRange(1, 4);
  std::map<std::uint64_t, Time> seen;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Schedule mine = all.shard(i, count).value();
    const std::uint64_t hits = std::min<std::uint64_t>(mine.hits_before(end), 500);
    for (std::uint64_t j = 0; j < hits; ++j)
      RC_ASSERT(seen.emplace(mine.number(j), mine.due(j)).second);
    if (hits < 500) RC_ASSERT(hits == 0 || mine.due(hits) >= end);
  }
  for (const auto& [k, due] : seen)
    RC_ASSERT(due == all.due(k));
  if (all.hits_before(end) < 500) RC_ASSERT(seen.size() == all.hits_before(end));
}

}  // namespace
}  // namespace brunt::load

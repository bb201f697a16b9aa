#include <gtest/gtest.h>

#include "cli/load_state.h"
#include "cli/test_run.h"
#include "cli/users_watch.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;

WallTime zero() {
  return at("2018-04-24T17:20:43Z");
}

std::vector<EndedRequest> requests(int from, int to, bool ok) {
  std::vector<EndedRequest> ended;
  for (int i = from; i < to; ++i)
    ended.push_back({zero() + i * 100ms, ok});
  return ended;
}

TEST(UsersWatch, SaysNothingWhileAllIsWell) {
  UsersWatch watch;
  EXPECT_FALSE(watch.add(requests(0, 100, true)));
  EXPECT_EQ(watch.state(), std::nullopt);
}

TEST(UsersWatch, IgnoresASingleFailure) {
  UsersWatch watch;
  watch.add(requests(0, 50, true));
  EXPECT_FALSE(watch.add(requests(50, 51, false)));
  EXPECT_FALSE(watch.add(requests(51, 100, true)));
}

TEST(UsersWatch, TellsWhenTheyFailAndWhenTheyAreAnsweredAgain) {
  UsersWatch watch;
  watch.fault_at(zero() + 4950ms);
  watch.add(requests(0, 50, true));
  EXPECT_TRUE(watch.add(requests(50, 60, false)));
  ASSERT_TRUE(watch.state());
  EXPECT_TRUE(watch.state()->failing);
  EXPECT_EQ(watch.state()->since, zero() + 5s);
  watch.add(requests(60, 70, false));
  EXPECT_TRUE(watch.add(requests(70, 75, true)));
  EXPECT_FALSE(watch.state()->failing);
  EXPECT_EQ(watch.state()->since, zero() + 7s);
  EXPECT_EQ(watch.state()->lasted, 2s);
}

TEST(UsersWatch, TakesRequestsInAnyOrder) {
  UsersWatch watch;
  watch.add(requests(0, 50, true));
  watch.add(requests(70, 90, true));
  EXPECT_TRUE(watch.add(requests(50, 70, false)));
  EXPECT_FALSE(watch.state()->failing);
  EXPECT_EQ(watch.state()->lasted, 2s);
}

TEST(LoadPlan, ReadsVegetasArguments) {
  const auto words = [](Json arguments, const std::string& path = "vegeta") {
    const auto plan = load_plan({{"path", path}, {"arguments", std::move(arguments)}});
    return plan ? plan->words : "none";
  };
  EXPECT_EQ(words("attack -rate=3 -timeout=3s -duration=60s"), "3/s for 60 s, time-out 3 s");
  EXPECT_EQ(words("attack -rate 180/1m -duration 2m"), "180/1m for 2 min");
  EXPECT_EQ(words({"attack", "-duration=5s"}), "50/s for 5 s");
  EXPECT_EQ(words("attack -duration=${long}"), "50/s for ${long}");
  EXPECT_EQ(words("attack", "/usr/bin/curl"), "none");
}

TEST(LoadState, ReadsWhatItKnowsOfAProgressEvent) {
  EXPECT_EQ(load_state(Json::object()), std::nullopt);
  const auto state = load_state({{"load", {{"sent", 3}, {"seconds", {{3, 2, 1, 165.5}, "odd"}}}}});
  ASSERT_TRUE(state);
  EXPECT_EQ(state->sent, 3U);
  EXPECT_EQ(state->seconds[0], (LoadSecond{3, 2, 1, 165500us}));
  EXPECT_EQ(state->seconds[1], LoadSecond{});
  EXPECT_TRUE(ended_requests({{"load", {{"ended", {{1, "yes"}, {1}, 7}}}}}).empty());
}

}  // namespace
}  // namespace brunt::cli

#include "sandbox/platform/promql/store.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::platform::promql {
namespace {

std::vector<Matcher> named(const char* name) {
  return {Matcher::make(metric_name, Matcher::Op::equal, name).value()};
}

TEST(Store, RefusesASampleThatIsNotNewer) {
  Store store;
  EXPECT_TRUE(store.append({{metric_name, "up"}}, {1000, 1}));
  EXPECT_FALSE(store.append({{metric_name, "up"}}, {1000, 2}));
  EXPECT_FALSE(store.append({{metric_name, "up"}}, {999, 2}));
  ASSERT_EQ(store.select(named("up")).size(), 1U);
  EXPECT_EQ(store.select(named("up"))[0]->samples.size(), 1U);
}

TEST(Store, ForgetsWhatIsOlderThanItsRetention) {
  Store store(60'000);
  store.append({{metric_name, "old"}}, {0, 1});
  for (std::int64_t t = 0; t <= 300'000; t += 5'000)
    store.append({{metric_name, "up"}}, {t, 1});
  EXPECT_TRUE(store.select(named("old")).empty());
  EXPECT_LE(store.select(named("up"))[0]->samples.size(), 26U);
  EXPECT_GE(store.select(named("up"))[0]->samples.size(), 13U);
}

TEST(Store, RefusesMoreSeriesThanItMayHold) {
  Store store(60'000, 2);
  EXPECT_TRUE(store.append({{"a", "1"}}, {1, 1}));
  EXPECT_TRUE(store.append({{"a", "2"}}, {1, 1}));
  EXPECT_FALSE(store.append({{"a", "3"}}, {1, 1}));
  EXPECT_TRUE(store.append({{"a", "1"}}, {2, 1}));
  EXPECT_EQ(store.series(), 2U);
}

TEST(Matcher, TakesAnAbsentLabelAsEmptyAndAnchorsPatterns) {
  const auto make = [](Matcher::Op op, const char* value) {
    return Matcher::make("code", op, value).value();
  };
  const Labels ok{{"code", "200"}};
  EXPECT_TRUE(accept({make(Matcher::Op::equal, "200")}, ok));
  EXPECT_TRUE(accept({make(Matcher::Op::equal, "")}, {}));
  EXPECT_TRUE(accept({make(Matcher::Op::not_equal, "502")}, ok));
  EXPECT_TRUE(accept({make(Matcher::Op::matches, "2..")}, ok));
  EXPECT_FALSE(accept({make(Matcher::Op::matches, "2")}, ok));
  EXPECT_TRUE(accept({make(Matcher::Op::matches_not, "5..")}, ok));
  EXPECT_EQ(Matcher::make("code", Matcher::Op::matches, "(").error().text,
            "error parsing regexp: missing ): ^(?:()$: `(`");
}

TEST(StaleMarker, IsOneParticularNaN) {
  EXPECT_TRUE(is_stale(stale_marker()));
  EXPECT_FALSE(is_stale(std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace
}  // namespace brunt::sandbox::platform::promql

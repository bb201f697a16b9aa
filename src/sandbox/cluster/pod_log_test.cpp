#include "sandbox/cluster/pod_log.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

const WallTime start = parse_time("2018-04-24T17:20:48Z").value();

ContainerLog three_lines() {
  ContainerLog log;
  log.append(start, "one");
  log.append(start + 1s + 5ns, "two");
  log.append(start + 2s, "three");
  return log;
}

TEST(ContainerLog, GivesAllLines) {
  EXPECT_EQ(three_lines().text({}), "one\ntwo\nthree\n");
}

TEST(ContainerLog, ShowsArrivalTimesInNanoseconds) {
  LogQuery query;
  query.timestamps = true;
  query.tail = 2;
  EXPECT_EQ(three_lines().text(query),
            "2018-04-24T17:20:49.000000005Z two\n2018-04-24T17:20:50.000000000Z three\n");
}

TEST(ContainerLog, CutsByTimeTailAndBytes) {
  LogQuery query;
  query.since = start + 1s;
  EXPECT_EQ(three_lines().text(query), "two\nthree\n");
  query.tail = 0;
  EXPECT_EQ(three_lines().text(query), "");
  query = {};
  query.limit_bytes = 6;
  EXPECT_EQ(three_lines().text(query), "one\ntw");
}

TEST(ContainerLog, FollowsFromALineOn) {
  ContainerLog log = three_lines();
  std::uint64_t from = 1;
  EXPECT_EQ(log.text_from(from, false), "two\nthree\n");
  EXPECT_EQ(log.text_from(from, false), "");
  log.append(start, "four");
  EXPECT_EQ(log.text_from(from, false), "four\n");
  EXPECT_EQ(from, 4U);
}

TEST(ContainerLog, ForgetsTheOldestBeyondItsSize) {
  ContainerLog log;
  const std::string line(100'000, 'x');
  for (int i = 0; i < 100; ++i)
    log.append(start, line);
  EXPECT_LT(log.text({}).size(), std::size_t{5} << 20U);
  EXPECT_EQ(log.next(), 100U);
  std::uint64_t from = 0;
  EXPECT_EQ(log.text_from(from, false), log.text({}));
}

}  // namespace
}  // namespace brunt::sandbox::cluster

#include "provider/time_expression.h"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace brunt::provider {
namespace {

constexpr const char* now_text = "2018-04-24T17:20:48.9775Z";

WallTime now() {
  return parse_time(now_text).value();
}

std::string read(std::string_view text) {
  const auto moment = parse_moment(text, now());
  return moment ? rfc3339(moment->at, 4) : "refused";
}

TEST(Moment, ReadsWhatPeopleWrite) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  struct Row {
    const char* text;
    const char* at;
  };
  for (const Row& row : {
           Row{"now", "2018-04-24T17:20:48.9775Z"},
           Row{"just now", "2018-04-24T17:20:48.9775Z"},
           Row{"today", "2018-04-24T17:20:48.9775Z"},
           Row{"1 minute ago", "2018-04-24T17:19:48.9775Z"},
           Row{"2 minutes ago", "2018-04-24T17:18:48.9775Z"},
           Row{"an hour ago", "2018-04-24T16:20:48.9775Z"},
           Row{"1.5 hours ago", "2018-04-24T15:50:48.9775Z"},
           Row{"2 days, 3 hours ago", "2018-04-22T14:20:48.9775Z"},
           Row{"1 hour and 10 minutes ago", "2018-04-24T16:10:48.9775Z"},
           Row{"40s", "2018-04-24T17:20:08.9775Z"},
           Row{"5 min", "2018-04-24T17:15:48.9775Z"},
           Row{"5m", "2018-04-24T17:15:48.9775Z"},
           Row{"-5m", "2018-04-24T17:15:48.9775Z"},
           Row{"1h 30m", "2018-04-24T15:50:48.9775Z"},
           Row{"1h30m", "2018-04-24T15:50:48.9775Z"},
           Row{"1d", "2018-04-23T17:20:48.9775Z"},
           Row{"1w", "2018-04-17T17:20:48.9775Z"},
           Row{"1M", "2018-03-24T17:20:48.9775Z"},
           Row{"1 month ago", "2018-03-24T17:20:48.9775Z"},
           Row{"1 year ago", "2017-04-24T17:20:48.9775Z"},
           Row{"in 5 minutes", "2018-04-24T17:25:48.9775Z"},
           Row{"yesterday", "2018-04-23T17:20:48.9775Z"},
           Row{"midnight", "2018-04-24T00:00:00.0000Z"},
           Row{"10 minutes ago UTC", "2018-04-24T17:10:48.9775Z"},
           Row{"2018-04-24T17:20:20Z", "2018-04-24T17:20:20.0000Z"},
           Row{"2018-04-24 17:20:20", "2018-04-24T17:20:20.0000Z"},
           Row{"2018-04-24T19:20:20.5+02:00", "2018-04-24T17:20:20.5000Z"},
           Row{"1524590420", "2018-04-24T17:20:20.0000Z"},
           Row{"1524590420.15", "2018-04-24T17:20:20.0000Z"},
           Row{"1524590420150", "2018-04-24T17:20:20.1500Z"},
       }) {
    EXPECT_EQ(read(row.text), row.at) << row.text;
  }
}

TEST(Moment, RefusesWhatCouldMeanAnything) {
  for (const char* text :
       {"", "90", "500ms", "soon", "5", "minutes", "5 parsecs ago", "in", "-", "1h 30", "and",
        "2018", "2018-13-45T00:00:00Z", "99999999999 days", "1.5 months ago", "5 m and"}) {
    EXPECT_EQ(read(text), "refused") << text;
  }
  EXPECT_EQ(parse_moment("so\x1bon", now()).error().what,
            "found 'so\xe2\x90\x9bon', expected a time as in 'now', '40s', '5 minutes ago', "
            "'in 5 minutes', '2018-04-24T17:20:20Z' or 1524590420");
}

TEST(Moment, KnowsWhatCountsFromNow) {
  EXPECT_TRUE(parse_moment("40s", now())->relative);
  EXPECT_FALSE(parse_moment("1524590420", now())->relative);
  EXPECT_FALSE(parse_moment("2018-04-24T17:20:20Z", now())->relative);
}

TEST(Moment, TakesTimesWithoutOffsetAsLocal) {
  ::setenv("TZ", "Europe/Paris", 1);
  ::tzset();
  const auto local = read("2018-04-24 17:20:20");
  const auto midnight = read("midnight");
  const auto aware = read("2018-04-24T17:20:20Z");
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  EXPECT_EQ(local, "2018-04-24T15:20:20.0000Z");
  EXPECT_EQ(midnight, "2018-04-23T22:00:00.0000Z");
  EXPECT_EQ(aware, "2018-04-24T17:20:20.0000Z");
}

TEST(Moment, StaysInTheMonthWhenItGoesBackOne) {
  const auto march = parse_time("2018-03-31T12:00:00Z").value();
  EXPECT_EQ(rfc3339(parse_moment("1 month ago", march)->at, 0), "2018-02-28T12:00:00Z");
}

}  // namespace
}  // namespace brunt::provider

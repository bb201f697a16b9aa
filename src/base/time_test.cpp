#include "base/time.h"

#include <array>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt {
namespace {

using namespace std::chrono_literals;

TEST(Time, PrintsAndReadsJournalTimes) {
  const WallTime at = parse_time("2018-04-24T17:20:48.977500+00:00").value();
  EXPECT_EQ(journal_time(at), "2018-04-24T17:20:48.977500+00:00");
  EXPECT_EQ(rfc3339(at, 3), "2018-04-24T17:20:48.977Z");
  EXPECT_EQ(clock_time(at), "17:20:48.9");
  EXPECT_EQ(journal_time(parse_time("2018-04-24T17:20:48Z").value()), "2018-04-24T17:20:48+00:00");
}

TEST(Time, ReadsOffsetsAndNineDigits) {
  EXPECT_EQ(rfc3339(parse_time("2018-04-24T19:20:43.310800001+02:00").value()),
            "2018-04-24T17:20:43.310800001Z");
  EXPECT_EQ(rfc3339(parse_time("2018-04-24").value(), 0), "2018-04-24T00:00:00Z");
}

TEST(Time, RefusesWhatIsNone) {
  for (const char* text :
       {"", "yesterday", "2018-13-01", "2018-02-30", "2018-04-24T25:00:00Z", "2018-04-24T17:20:48.",
        "2018-04-24T17:20:48Zjunk", "9999-01-01", "1013-11-19"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(GoDuration, ReadsAndPrintsLikeGo) {
  struct Row {
    const char* text;
    std::chrono::nanoseconds value;
    const char* printed;
  };
  for (const Row& row :
       std::array{Row{"60s", 60s, "1m0s"}, Row{"1m30s", 90s, "1m30s"},
                  Row{"1.5h", 90min, "1h30m0s"}, Row{"250ms", 250ms, "250ms"}, Row{"0", 0ns, "0s"},
                  Row{"163.525954ms", 163525954ns, "163.525954ms"},
                  Row{"59.830192472s", 59830192472ns, "59.830192472s"},
                  Row{"361.287us", 361287ns, "361.287µs"}, Row{"-5ns", -5ns, "-5ns"}}) {
    const auto value = parse_go_duration(row.text);
    ASSERT_TRUE(value) << row.text;
    EXPECT_EQ(value->count(), row.value.count()) << row.text;
    EXPECT_EQ(go_duration(row.value), row.printed);
  }
  for (const char* text : {"", "5", "s", "1.2.3s", "5 s", "1x", "9999999999h"})
    EXPECT_FALSE(parse_go_duration(text)) << text;
}

RC_GTEST_PROP(GoDuration, ReadsBackWhatItPrints, ()) {
  const auto ns = *rc::gen::inRange<std::int64_t>(-(1LL << 52), 1LL << 52);
  RC_ASSERT(parse_go_duration(go_duration(std::chrono::nanoseconds(ns))).value().count() == ns);
}

RC_GTEST_PROP(Time, ReadsBackWhatItPrints, ()) {
  const auto ns = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000'000);
  const WallTime at{std::chrono::nanoseconds(ns)};
  RC_ASSERT(parse_time(rfc3339(at)).value() == at);
}

}  // namespace
}  // namespace brunt

#include "store/event_log.h"

#include <chrono>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "store/event_text.h"

namespace brunt::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using model::Event;
using model::EventKind;
using model::Phase;

Event full() {
  Event event;
  event.kind = EventKind::activity_finished;
  event.at = WallTime(1519982100s) + 104211003ns;
  event.since_start = 812us;
  event.phase = Phase::method;
  event.index = 2;
  event.activity = "flush \"all\" é\n";
  event.data = {{"status", "succeeded"}, {"output", {{"stdout", "x\ny\n"}}}};
  return event;
}

class EventLogTest : public testing::Test {
 protected:
  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
};

TEST(EventText, IsOneLineThatReadsBack) {
  const std::string line = to_line(full());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(
      line,
      R"({"kind":"activity_finished","at":"2018-03-02T09:15:00.104211003Z","since_start_ns":812000,)"
      R"("phase":"method","index":2,"activity":"flush \"all\" é\n",)"
      R"("data":{"status":"succeeded","output":{"stdout":"x\ny\n"}}})"
      "\n");
  EXPECT_EQ(parse_event(line).value(), full());
}

TEST(EventText, EveryKindAndPhaseReadsBack) {
  for (int kind = 0; kind <= static_cast<int>(EventKind::run_finished); ++kind) {
    for (int phase = 0; phase <= static_cast<int>(Phase::after_rollbacks); ++phase) {
      Event event;
      event.kind = static_cast<EventKind>(kind);
      event.phase = static_cast<Phase>(phase);
      event.round = 7;
      EXPECT_EQ(parse_event(to_line(event)).value(), event);
    }
  }
}

TEST(EventText, NamesWhatIsWrong) {
  const Json good = Json::parse(to_line(full()));
  for (const char* member : {"kind", "at", "since_start_ns", "phase", "index", "round", "data"}) {
    Json bad = good;
    bad[member] = "wrong";
    const auto result = parse_event(to_text(bad));
    ASSERT_FALSE(result) << member;
    EXPECT_NE((result.error().context + result.error().what).find(member), std::string::npos);
  }
  EXPECT_FALSE(parse_event("[]"));
  EXPECT_FALSE(parse_event("{"));
}

TEST(EventText, LeavesOutALastLineThatWasCut) {
  const std::string line = to_line(full());
  EXPECT_EQ(whole_events(line + line.substr(0, 40)).events.size(), 1U);
  const WholeEvents broken = whole_events(line + "{}\n" + line);
  EXPECT_EQ(broken.events.size(), 2U);
  EXPECT_EQ(broken.damaged, std::vector<std::size_t>{2});
}

TEST(EventText, TakesWhatIsWholeWhateverACrashLeft) {
  const std::string line = to_line(full());
  struct Row {
    std::string text;
    std::size_t events;
    std::vector<std::size_t> damaged;
  };
  for (const Row& row : std::vector<Row>{
           {"", 0, {}},
           {line + line, 2, {}},
           {line + line.substr(0, 40), 1, {2}},
           {line + line.substr(0, line.size() - 1), 2, {}},  // only its line end is missing
           {line + std::string(4096, '\0'), 1, {2}},
           {line + std::string(300, '\0') + "\n" + line, 2, {2}},
           {line + "{}\n" + line + "\n" + line, 3, {2, 4}},
           {"\xff\xfe\n\n", 0, {1, 2}},
       }) {
    const WholeEvents whole = whole_events(row.text);
    EXPECT_EQ(whole.events.size(), row.events) << row.text;
    EXPECT_EQ(whole.damaged, row.damaged) << row.text;
  }
}

RC_GTEST_PROP(EventText, LosesNoWholeLineToACutOrToGarbage, ()) {
  const std::string line = to_line(full());
  const auto count = *rc::gen::inRange<std::size_t>(0, 5);
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += line;
  const auto garbage = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  RC_ASSERT(whole_events(text + garbage).events.size() >= count);
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  RC_ASSERT(whole_events(std::string_view(text).substr(0, cut)).events.size() >= cut / line.size());
}

TEST_F(EventLogTest, GoesOnAfterALineThatWasCut) {
  const auto path = folder_ / "x.events.jsonl";
  const std::string line = to_line(full());
  ASSERT_TRUE(sys::write_file_atomically(path, line + line.substr(0, 30)));
  {
    auto log = EventLog::reopen(path);
    ASSERT_TRUE(log) << log.error().what;
    ASSERT_TRUE(log->append(full()));
  }
  EXPECT_EQ(sys::read_file(path).value(), line + line.substr(0, 30) + "\n" + line);
  const auto whole = read_event_log(path).value();
  EXPECT_EQ(whole.events.size(), 2U);
  EXPECT_EQ(whole.damaged, std::vector<std::size_t>{2});
  EXPECT_EQ(EventLog::reopen(folder_ / "none").error().code, Errc::not_found);
}

TEST_F(EventLogTest, SaysThatAnotherFileIsNone) {
  const auto path = folder_ / "x.events.jsonl";
  ASSERT_TRUE(sys::write_file_atomically(path, "hello\n"));
  EXPECT_EQ(read_event_log(path).error().what, "no line of it is an event of a run");
}

TEST_F(EventLogTest, StandsBesideTheJournal) {
  EXPECT_EQ(event_log_beside("out/journal.json"), "out/journal.events.jsonl");
  EXPECT_EQ(event_log_beside("journal"), "journal.events.jsonl");
  EXPECT_EQ(event_log_beside("a.b.json"), "a.b.events.jsonl");
}

TEST_F(EventLogTest, HasEachEventOnDiskWhenAppendReturns) {
  const auto path = folder_ / "x.events.jsonl";
  auto log = EventLog::create(path);
  ASSERT_TRUE(log) << log.error().what;
  for (std::size_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(log->append(full(), i % 2 == 0)) << "synced or not";
    EXPECT_EQ(read_event_log(path).value().events.size(), i);
  }
}

TEST_F(EventLogTest, BeginsAnewOverAnOldOne) {
  const auto path = folder_ / "x.events.jsonl";
  ASSERT_TRUE(EventLog::create(path).value().append(full()));
  ASSERT_TRUE(EventLog::create(path).value().append(full()));
  EXPECT_EQ(read_event_log(path).value().events.size(), 1U);
}

TEST_F(EventLogTest, CannotBeMadeWhereThereIsNoFolder) {
  EXPECT_FALSE(EventLog::create(folder_ / "nowhere" / "x"));
  EXPECT_EQ(read_event_log(folder_ / "x").error().code, Errc::not_found);
}

TEST(EventLogOnAFullDisk, KeepsWhatItCannotWrite) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto log = EventLog::create("/dev/full");
  if (!log) GTEST_SKIP() << "this system does not open it for appending";
  EXPECT_FALSE(log->append(full()));
  EXPECT_FALSE(log->flush()) << "still kept";
}

}  // namespace
}  // namespace brunt::store

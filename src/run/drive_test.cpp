#include "run/drive.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "run/fake_providers.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::EventKind;
using model::Phase;

Schedule two_and_a_rollback() {
  Schedule out;
  out.method = {{.name = "a"}, {.name = "b"}};
  out.rollbacks = {{.name = "undo"}};
  return out;
}

struct Fixture {
  Schedule schedule = two_and_a_rollback();
  std::vector<model::Event> observed;
  Outside outside;
  std::stop_source stop, give_up;

  Fixture() {
    outside.perform = [](const Start&, const Limits&, const provider::Notify&) {
      return Json{{"status", "succeeded"}, {"output", 1}};
    };
    outside.start_data = [](Phase, std::size_t) { return Json::object(); };
    outside.append = [](const model::Event&, bool) { return Result<>{}; };
    outside.observe = [this](const model::Event& event) { observed.push_back(event); };
    outside.interrupted_by = [] { return std::string("SIGINT"); };
    outside.clock = Clock::real();
  }

  std::vector<model::Event> run() {
    Plan plan(schedule);
    auto events =
        drive(plan, schedule, model::Event{}, outside, stop.get_token(), give_up.get_token());
    EXPECT_TRUE(plan.done());
    return events;
  }
};

std::vector<std::string> started(const std::vector<model::Event>& events) {
  std::vector<std::string> out;
  for (const auto& event : events) {
    if (event.kind == EventKind::activity_started) out.push_back(event.activity);
  }
  return out;
}

TEST(Drive, StampsEventsInOrder) {
  Fixture fixture;
  const auto events = fixture.run();
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_LE(events[i - 1].since_start, events[i].since_start) << i;
  }
  EXPECT_EQ(events.back().kind, EventKind::run_finished);
}

TEST(Drive, ADiskThatRefusesAnEventInterruptsTheRunAndRollsBack) {
  Fixture fixture;
  fixture.outside.append = [](const model::Event& event, bool) -> Result<> {
    if (event.kind != EventKind::activity_finished) return {};
    return std::unexpected(Error{Errc::unavailable, "no space left on device", {}});
  };
  const auto events = fixture.run();
  const auto told = std::find_if(events.begin(), events.end(), [](const auto& event) {
    return event.kind == EventKind::interrupted;
  });
  ASSERT_NE(told, events.end());
  EXPECT_EQ(told->data["by"], "journal");
  EXPECT_EQ(told->data["reason"], "no space left on device");
  EXPECT_EQ(events.back().data["status"], "interrupted");
  EXPECT_EQ(started(events).back(), "undo");
}

TEST(Drive, WaitsForAPauseThatIsDue) {
  Fixture fixture;
  fixture.schedule.method = {{.name = "a", .pause_before = 20ms, .pause_after = 20ms}};
  const auto begun = std::chrono::steady_clock::now();
  fixture.run();
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 40ms);
}

TEST(Drive, AnInterruptionEndsALongPauseAtOnce) {
  Fixture fixture;
  fixture.schedule.method = {{.name = "a", .pause_after = 1h}};
  std::jthread stopper;
  fixture.outside.observe = [&](const model::Event& event) {
    if (event.kind == EventKind::pause_started) {
      stopper = std::jthread([&] { fixture.stop.request_stop(); });
    }
  };
  const auto events = fixture.run();
  EXPECT_EQ(started(events), (std::vector<std::string>{"a", "undo"}));
}

TEST(Drive, TellsOfAnActivityThatIgnoresAStopAndWaitsForIt) {
  Fixture fixture;
  Gate told;
  fixture.outside.patience = 1ms;
  fixture.outside.perform = [&](const Start& start, const Limits&, const provider::Notify&) {
    if (start.phase == Phase::method) {
      fixture.stop.request_stop();
      told.wait();
    }
    return Json{{"status", "succeeded"}, {"output", 1}};
  };
  Json said;
  fixture.outside.observe = [&](const model::Event& event) {
    if (event.kind != EventKind::activity_progress) return;
    said = event.data;
    told.open();
  };
  const auto events = fixture.run();
  EXPECT_GE(said["stop_ignored_for"].get<double>(), 0.001);
  EXPECT_EQ(started(events), (std::vector<std::string>{"a", "undo"}));
}

TEST(Drive, ManyActivitiesAtOnceAllEnd) {
  Fixture fixture;
  fixture.schedule.method.assign(50, {.name = "a", .background = true});
  std::atomic<int> ran = 0;
  fixture.outside.perform = [&](const Start&, const Limits&, const provider::Notify& notify) {
    notify({{"n", 1}});
    ++ran;
    return Json{{"status", "succeeded"}, {"output", 1}};
  };
  const auto events = fixture.run();
  EXPECT_EQ(ran, 51);
  EXPECT_EQ(started(events).size(), 51U);
  EXPECT_EQ(events.back().data["status"], "completed");
}

TEST(Drive, AStopOfTheMethodDoesNotReachTheRollbacks) {
  Fixture fixture;
  std::atomic<bool> stopped_rollback = true;
  fixture.outside.perform = [&](const Start& start, const Limits& limits,
                                const provider::Notify&) -> Json {
    if (start.phase == Phase::method) {
      fixture.stop.request_stop();
      wait_for_stop(limits);
      return {{"status", "failed"}, {"output", nullptr}};
    }
    stopped_rollback = limits.stop.stop_requested();
    return {{"status", "succeeded"}, {"output", 1}};
  };
  fixture.run();
  EXPECT_FALSE(stopped_rollback);
}

TEST(Drive, ActivitiesThatFollowEachOtherShareAThread) {
  Fixture fixture;
  fixture.schedule.method.assign(20, {.name = "a"});
  std::set<std::thread::id> threads;  // one activity at a time
  fixture.outside.perform = [&](const Start&, const Limits&, const provider::Notify&) {
    threads.insert(std::this_thread::get_id());
    return Json{{"status", "succeeded"}, {"output", 1}};
  };
  fixture.run();
  EXPECT_EQ(threads.size(), 1U);
}

/// How many events of `kind` were written, and how many of them were synced.
std::pair<int, int> written(Fixture& fixture, EventKind kind) {
  std::pair<int, int> out;
  fixture.outside.append = [&](const model::Event& event, bool sync) {
    if (event.kind == kind && event.phase == Phase::method) {
      ++out.first;
      out.second += sync ? 1 : 0;
    }
    return Result<>{};
  };
  fixture.run();
  return out;
}

TEST(Drive, StartsThatAreDecidedTogetherShareOneSync) {
  Fixture fixture;
  fixture.schedule.method.assign(50, {.name = "a", .background = true, .acts = true});
  EXPECT_EQ(written(fixture, EventKind::activity_started), std::pair(50, 1));
}

TEST(Drive, SyncsTheEndOfEachAction) {
  Fixture fixture;
  fixture.schedule.method.assign(3, {.name = "a", .acts = true});
  EXPECT_EQ(written(fixture, EventKind::activity_finished), std::pair(3, 3));
}

TEST(Drive, DoesNotSyncForWhatHasNoEffect) {
  Fixture fixture;
  fixture.schedule.method.assign(3, {.name = "a"});
  EXPECT_EQ(written(fixture, EventKind::activity_started), std::pair(3, 0));
}

TEST(Drive, SyncsTheBeginningAndTheEndOfEachPhase) {
  Fixture fixture;
  int syncs = 0;
  fixture.outside.append = [&](const model::Event&, bool sync) {
    syncs += sync ? 1 : 0;
    return Result<>{};
  };
  fixture.run();
  EXPECT_EQ(syncs, 3) << "the start of the run, the end of the method, the end of the rollbacks";
}

TEST(Drive, HasContinuousChecksOnRecordWithTheirNumbers) {
  Fixture fixture;
  fixture.schedule.probes = {{.name = "look"}};
  fixture.schedule.check_before = fixture.schedule.check_after = false;
  fixture.schedule.check_during = Grid{.every = 1ms};
  fixture.schedule.method = {{.name = "a", .pause_after = 20ms}};
  fixture.outside.perform = [](const Start&, const Limits&, const provider::Notify&) {
    return Json{{"status", "succeeded"}, {"output", 1}, {"tolerance_met", true}};
  };
  const auto events = fixture.run();
  std::size_t next = 0;
  for (const auto& event : events) {
    if (event.kind == EventKind::check_skipped) next += event.data["count"].get<std::size_t>();
    if (event.kind == EventKind::phase_started && event.phase == Phase::during) {
      EXPECT_EQ(event.round, next++);
      EXPECT_GE(event.data["lateness"].get<double>(), 0);
    }
  }
  EXPECT_GE(next, 20U);
}

}  // namespace
}  // namespace brunt::run

#include "cli/narrator.h"

#include <gtest/gtest.h>

#include "cli/test_run.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;
using model::Event;
using model::EventKind;
using model::Phase;

const Json met = {{"status", "succeeded"}, {"output", 1}, {"tolerance_met", true}};
const Json missed = {{"status", "succeeded"}, {"output", 2}, {"tolerance_met", false}};

/// Tells one event after the other, one second apart, and keeps what was said.
class Listener {
 public:
  Listener() {
    tell(EventKind::run_started, Phase::before, {}, {},
         {{"experiment",
           {{"title", "t"},
            {"steady-state-hypothesis",
             {{"title", "h"}, {"probes", Json::array({{{"name", "look"}, {"tolerance", 1}}})}}},
            {"method",
             Json::array({{{"name", "wait"}, {"type", "probe"}, {"brunt", {{"until", {}}}}},
                          {{"name", "act"}, {"type", "action"}}})}}}});
    said_.clear();
  }

  void tell(EventKind kind, Phase phase, std::optional<std::size_t> index,
            std::optional<std::size_t> round, Json data = Json::object()) {
    Event event;
    event.kind = kind;
    event.at = at("2018-04-24T17:20:43Z") + time_++ * 1s;
    event.phase = phase;
    event.index = index;
    event.round = round;
    event.activity = phase == Phase::during ? "look" : index == 0U ? "wait" : "act";
    event.data = std::move(data);
    for (const Fact& fact : narrator_.on(event))
      said_.push_back(fact.subject + ": " + fact.name + " | " + fact.result);
  }

  /// A continuous check and its only probe.
  void check(std::size_t number, const Json& outcome, Json start = Json::object()) {
    tell(EventKind::phase_started, Phase::during, {}, number, std::move(start));
    tell(EventKind::activity_started, Phase::during, 0, number);
    tell(EventKind::activity_finished, Phase::during, 0, number, outcome);
    tell(EventKind::phase_finished, Phase::during, {}, number, {{"met", outcome["tolerance_met"]}});
  }

  std::vector<std::string> said() { return std::exchange(said_, {}); }

 private:
  Narrator narrator_;
  std::vector<std::string> said_;
  int time_ = 0;
};

using Said = std::vector<std::string>;

TEST(Narrator, TellsOfContinuousChecksOnlyWhatChanges) {
  Listener listener;
  listener.check(0, met);
  listener.check(1, met);
  EXPECT_EQ(listener.said(), Said{});
  listener.check(2, missed);
  EXPECT_EQ(listener.said(), Said{"during: look | 2, expected 1"});
  listener.check(3, missed);
  EXPECT_EQ(listener.said(), Said{});
  listener.check(4, met);
  EXPECT_EQ(listener.said(), Said{"during: steady state met again | after 8.0 s, 2 checks missed"});
  listener.check(5, met);
  EXPECT_EQ(listener.said(), Said{});
}

TEST(Narrator, CountsContinuousChecksAtTheEnd) {
  Listener listener;
  listener.check(0, met);
  listener.check(1, missed, {{"overlaps", true}});
  listener.tell(EventKind::check_skipped, Phase::during, {}, 2, {{"count", 3}});
  listener.said();
  listener.tell(EventKind::run_finished, Phase::rollbacks, {}, {},
                {{"status", "completed"}, {"deviated", false}, {"duration", 1.0}});
  EXPECT_EQ(listener.said()[0],
            "during: 2 checks while the method ran | 1 missed, 3 skipped, 1 while another ran");
}

TEST(Narrator, TellsOfTriesOnlyTheLast) {
  Listener listener;
  listener.tell(EventKind::activity_started, Phase::method, 0, {});
  listener.tell(EventKind::activity_finished, Phase::method, 0, {}, missed);
  listener.tell(EventKind::activity_started, Phase::method, 0, {}, {{"attempt", 2}});
  EXPECT_EQ(listener.said(), Said{});
  Json second = met;
  second["attempt"] = 2;
  listener.tell(EventKind::activity_finished, Phase::method, 0, {}, second);
  EXPECT_EQ(listener.said(), Said{"probe: wait | 1, try 2"});
}

TEST(Narrator, TellsOfATryThatNoOtherFollows) {
  Listener listener;
  listener.tell(EventKind::activity_finished, Phase::method, 0, {}, missed);
  EXPECT_EQ(listener.said(), Said{});
  listener.tell(EventKind::phase_finished, Phase::method, {}, {});
  EXPECT_EQ(listener.said().size(), 1U);
}

TEST(Narrator, SaysWhichRollbackWasLeftOut) {
  Listener listener;
  listener.tell(EventKind::activity_skipped, Phase::rollbacks, 1, {},
                {{"reason", "\"act\" was not started"}});
  EXPECT_EQ(listener.said(), Said{"rollbacks: act | left out: \"act\" was not started"});
}

}  // namespace
}  // namespace brunt::cli

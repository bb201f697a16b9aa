#include "store/journal.h"

#include <chrono>

#include <gtest/gtest.h>

namespace brunt::store {
namespace {

using namespace std::chrono_literals;
using model::Event;
using model::EventKind;
using model::Phase;

/// A record of a run, made by hand: 1 s between two events.
class Story {
 public:
  Story& tell(EventKind kind, Phase phase = Phase::before, std::optional<std::size_t> index = {},
              Json data = Json::object(), std::optional<std::size_t> round = {}) {
    Event event;
    event.kind = kind;
    event.round = round;
    event.at = WallTime(1772442900s) + since_;
    event.since_start = since_;
    event.phase = phase;
    event.index = index;
    if (index) event.activity = "a" + std::to_string(*index);
    event.data = std::move(data);
    events_.push_back(std::move(event));
    since_ += 1s;
    return *this;
  }
  Json journal() const { return journal_from_events(events_); }

 private:
  std::vector<Event> events_;
  std::chrono::nanoseconds since_{0};
};

const Json facts = {{"experiment", {{"title", "t"}}},
                    {"platform", "Linux"},
                    {"node", "n"},
                    {"version", "0.1.0"},
                    {"run_id", "r"},
                    {"event_log", "journal.events.jsonl"}};

TEST(Journal, HasItsKeysInTheReferencesOrder) {
  const Json journal = Story()
                           .tell(EventKind::run_started, Phase::before, {}, facts)
                           .tell(EventKind::run_finished, Phase::rollbacks, {},
                                 {{"status", "completed"}, {"deviated", false}})
                           .journal();
  EXPECT_EQ(
      to_text(journal),
      R"({"chaoslib-version":"1.45.0","platform":"Linux","node":"n","experiment":{"title":"t"},)"
      R"("start":"2026-03-02T09:15:00+00:00","status":"completed","deviated":false,)"
      R"("steady_states":{"before":null,"after":null,"during":[]},"run":[],"rollbacks":[],)"
      R"("end":"2026-03-02T09:15:01+00:00","duration":1.0,)"
      R"("brunt":{"version":"0.1.0","run_id":"r","event_log":"journal.events.jsonl",)"
      R"("activities":[],"method_ran":false}})");
}

TEST(Journal, HasEntriesInTheOrderOfTheirStarts) {
  const Json journal =
      Story()
          .tell(EventKind::activity_started, Phase::method, 1, {{"definition", {{"name", "late"}}}})
          .tell(EventKind::activity_started, Phase::method, 0,
                {{"definition", {{"name", "early"}}}})
          .tell(EventKind::activity_finished, Phase::method, 0,
                {{"status", "failed"},
                 {"output", nullptr},
                 {"exception", {"x\n"}},
                 {"duration", 1.5}})
          .tell(EventKind::activity_finished, Phase::method, 1,
                {{"status", "succeeded"},
                 {"output", 7},
                 {"duration", 0.000012},
                 {"tolerance_met", true}})
          .journal();
  EXPECT_EQ(
      to_text(journal["run"]),
      R"([{"activity":{"name":"late"},"output":7,"start":"2026-03-02T09:15:00+00:00",)"
      R"("status":"succeeded","end":"2026-03-02T09:15:03+00:00","duration":1.2e-05,"tolerance_met":true},)"
      R"({"activity":{"name":"early"},"output":null,"start":"2026-03-02T09:15:01+00:00",)"
      R"("status":"failed","exception":["x\n"],"end":"2026-03-02T09:15:02+00:00","duration":1.5}])");
}

TEST(Journal, SaysSoWhenAnActivityHasNoEndOnRecord) {
  const Json journal = Story()
                           .tell(EventKind::run_started, Phase::before, {}, facts)
                           .tell(EventKind::phase_started, Phase::method)
                           .tell(EventKind::activity_started, Phase::method, 0)
                           .journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["run"][0]["status"], "failed");
  EXPECT_EQ(journal["run"][0]["exception"].back(),
            "brunt: the run ended before this activity did\n");
  EXPECT_EQ(journal["end"], "2026-03-02T09:15:02+00:00");
  EXPECT_EQ(journal["brunt"]["method_ran"], true);
}

TEST(Journal, HasAnOutcomeOnlyForACheckThatCameToItsEnd) {
  Story story;
  story.tell(EventKind::phase_started, Phase::before)
      .tell(EventKind::activity_started, Phase::before, 0);
  EXPECT_EQ(story.journal()["steady_states"]["before"], nullptr);
  story.tell(EventKind::phase_finished, Phase::before);
  EXPECT_EQ(story.journal()["steady_states"]["before"], nullptr);
  story.tell(EventKind::phase_finished, Phase::before, {}, {{"met", false}});
  EXPECT_EQ(story.journal()["steady_states"]["before"]["steady_state_met"], false);
  EXPECT_EQ(story.journal()["steady_states"]["before"]["probes"].size(), 1U);
}

TEST(Journal, KeepsEvidenceAndTheInterruptionUnderOneKey) {
  const Json journal = Story()
                           .tell(EventKind::activity_started, Phase::method, 0)
                           .tell(EventKind::interrupted, Phase::method, {}, {{"by", "SIGTERM"}})
                           .tell(EventKind::interrupted, Phase::method, {}, {{"by", "SIGINT"}})
                           .tell(EventKind::activity_finished, Phase::method, 0,
                                 {{"status", "succeeded"}, {"evidence", {{"k", 1}}}})
                           .journal();
  EXPECT_EQ(journal["brunt"]["interrupted_by"], "SIGTERM");
  EXPECT_EQ(to_text(journal["brunt"]["activities"]),
            R"([{"phase":"method","index":0,"name":"a0","evidence":{"k":1}}])");
  EXPECT_FALSE(journal["run"][0].contains("evidence"));
}

TEST(Journal, OfNoEventsIsStillOne) {
  EXPECT_EQ(journal_from_events({})["run"], Json::array());
}

TEST(Journal, OfAKilledRunKnowsADeviationThatIsOnRecord) {
  Story story;
  story.tell(EventKind::run_started, Phase::before, {}, facts)
      .tell(EventKind::phase_started, Phase::after)
      .tell(EventKind::phase_finished, Phase::after, {}, {{"met", false}});
  EXPECT_EQ(story.journal()["status"], "interrupted");
  EXPECT_EQ(story.journal()["deviated"], true);
}

TEST(Journal, SaysWhoRecoveredARunAndWhatWasPlayed) {
  const Json by = {{"by_recovery", "guard"}};
  Json death = by;
  death.update({{"by", "the death of the engine"}, {"reason", "the engine was killed"}});
  Json end = by;
  end.update({{"status", "succeeded"}, {"output", 7}});
  const Json journal =
      Story()
          .tell(EventKind::run_started, Phase::before, {}, facts)
          .tell(EventKind::phase_started, Phase::rollbacks)
          .tell(EventKind::activity_started, Phase::rollbacks, 0)
          .tell(EventKind::interrupted, Phase::rollbacks, {}, death)
          .tell(EventKind::phase_started, Phase::rollbacks, {}, by)
          .tell(EventKind::activity_started, Phase::rollbacks, 0, by)
          .tell(EventKind::activity_finished, Phase::rollbacks, 0, end)
          .tell(EventKind::run_finished, Phase::rollbacks, {},
                {{"status", "interrupted"}, {"deviated", true}, {"by_recovery", "guard"}})
          .journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["deviated"], true);
  EXPECT_EQ(journal["brunt"]["interrupted_by"], "the death of the engine");
  EXPECT_EQ(to_text(journal["brunt"]["recovery"]),
            R"([{"by":"guard","at":"2026-03-02T09:15:03+00:00",)"
            R"("reason":"the engine was killed","rollbacks":["a0"]}])");
  ASSERT_EQ(journal["rollbacks"].size(), 2U) << "the one that may have run, and the one that did";
  EXPECT_EQ(journal["rollbacks"][0]["status"], "failed");
  EXPECT_EQ(journal["rollbacks"][1]["output"], 7);
}

const Json met = {{"status", "succeeded"}, {"output", 1}, {"tolerance_met", true}};
const Json missed = {{"status", "succeeded"}, {"output", 2}, {"tolerance_met", false}};

/// Two checks that overlap: the first is met after the second was missed; two more were skipped and
/// a last one was interrupted.
Story overlapping_checks() {
  Story story;
  story.tell(EventKind::phase_started, Phase::during, {}, {{"due", 0.0}, {"lateness", 0.001}}, 0)
      .tell(EventKind::activity_started, Phase::during, 0, {{"definition", "slow"}}, 0)
      .tell(EventKind::phase_started, Phase::during, {},
            {{"due", 1.0}, {"lateness", 0.0}, {"overlaps", true}}, 1)
      .tell(EventKind::activity_started, Phase::during, 0, {{"definition", "fast"}}, 1)
      .tell(EventKind::activity_finished, Phase::during, 0, missed, 1)
      .tell(EventKind::phase_finished, Phase::during, {}, {{"met", false}}, 1)
      .tell(EventKind::check_skipped, Phase::during, {},
            {{"count", 2}, {"due", 2.0}, {"reason", "16 checks still ran"}}, 2)
      .tell(EventKind::activity_finished, Phase::during, 0, met, 0)
      .tell(EventKind::phase_finished, Phase::during, {}, {{"met", true}}, 0)
      .tell(EventKind::phase_started, Phase::during, {}, {{"due", 4.0}, {"lateness", 0.0}}, 4)
      .tell(EventKind::activity_started, Phase::during, 0, {{"definition", "cut"}}, 4)
      .tell(EventKind::phase_finished, Phase::during, {}, Json::object(), 4);
  return story;
}

TEST(Journal, HasContinuousChecksInTheReferencesShapeByTheirNumbers) {
  const Json during = overlapping_checks().journal()["steady_states"]["during"];
  ASSERT_EQ(during.size(), 2U);
  EXPECT_EQ(to_text(during[0]),
            R"({"steady_state_met":true,"probes":[{"activity":"slow","output":1,)"
            R"("start":"2026-03-02T09:15:01+00:00","status":"succeeded",)"
            R"("end":"2026-03-02T09:15:07+00:00","duration":null,"tolerance_met":true}]})");
  EXPECT_EQ(during[1]["steady_state_met"], false);
  EXPECT_EQ(during[1]["probes"][0]["activity"], "fast");
}

TEST(Journal, CountsContinuousChecksAndSaysHowLateEachWas) {
  Json checks = overlapping_checks().journal()["brunt"]["checks_during"];
  EXPECT_EQ(checks["due"], 5);
  EXPECT_EQ(checks["made"], 2);
  EXPECT_EQ(checks["missed"], 1);
  EXPECT_EQ(checks["overlapping"], 1);
  EXPECT_EQ(checks["interrupted"], 1);
  EXPECT_EQ(checks["skipped"], 2);
  EXPECT_EQ(to_text(checks["checks"][1]),
            R"({"check":1,"due":1.0,"lateness":0.0,"overlaps":true,"met":false})");
  EXPECT_EQ(checks["checks"][2]["met"], nullptr);
  EXPECT_EQ(to_text(checks["skips"]),
            R"([{"check":2,"count":2,"due":2.0,"reason":"16 checks still ran"}])");
}

TEST(Journal, OfAKilledStrictRunHasDeviatedWhenAContinuousCheckHadMissed) {
  for (const bool strict : {false, true}) {
    Json started = facts;
    started["strategies"] = {{"strict", strict}};
    Story story;
    story.tell(EventKind::run_started, Phase::before, {}, started)
        .tell(EventKind::phase_finished, Phase::during, {}, {{"met", false}}, 0);
    EXPECT_EQ(story.journal()["deviated"], strict);
    EXPECT_EQ(story.journal()["brunt"]["strategies"]["strict"], strict);
  }
}

TEST(Journal, HasOneEntryForAnActivityThatWasTriedAgainAndItsTriesApart) {
  const Json failed = {
      {"status", "failed"}, {"output", nullptr}, {"exception", {"x\n"}}, {"duration", 0.5}};
  const Json journal =
      Story()
          .tell(EventKind::activity_started, Phase::method, 0, {{"definition", "d"}})
          .tell(EventKind::activity_finished, Phase::method, 0, failed)
          .tell(EventKind::activity_started, Phase::method, 0,
                {{"definition", "d"}, {"attempt", 2}})
          .tell(EventKind::activity_finished, Phase::method, 0,
                {{"status", "succeeded"}, {"output", 7}, {"duration", 0.25}, {"attempt", 2}})
          .journal();
  EXPECT_EQ(to_text(journal["run"]),
            R"([{"activity":"d","output":7,"start":"2026-03-02T09:15:00+00:00",)"
            R"("status":"succeeded","end":"2026-03-02T09:15:03+00:00","duration":3.0}])");
  EXPECT_EQ(to_text(journal["brunt"]["attempts"]),
            R"([{"phase":"method","index":0,"name":"a0","attempts":[)"
            R"({"start":"2026-03-02T09:15:00+00:00","duration":0.5,"status":"failed",)"
            R"("failure":"x\n"},)"
            R"({"start":"2026-03-02T09:15:02+00:00","duration":0.25,"status":"succeeded"}]}])");
}

TEST(Journal, SaysSoWhenAFurtherTryHasNoEndOnRecord) {
  const Json journal =
      Story()
          .tell(EventKind::activity_started, Phase::method, 0, {{"definition", "d"}})
          .tell(EventKind::activity_finished, Phase::method, 0, met)
          .tell(EventKind::activity_started, Phase::method, 0,
                {{"definition", "d"}, {"attempt", 2}})
          .journal();
  ASSERT_EQ(journal["run"].size(), 1U);
  EXPECT_EQ(journal["run"][0]["status"], "failed");
  EXPECT_EQ(journal["run"][0]["output"], nullptr);
}

TEST(Journal, HasOneEntryForEachRunOfARepeatedActivity) {
  Story story;
  for (std::size_t round = 0; round < 3; ++round) {
    story.tell(EventKind::activity_started, Phase::method, 0, {{"definition", round}}, round)
        .tell(EventKind::activity_finished, Phase::method, 0,
              {{"status", "succeeded"}, {"output", round}, {"evidence", round}}, round);
  }
  const Json journal = story.journal();
  ASSERT_EQ(journal["run"].size(), 3U);
  EXPECT_EQ(journal["run"][2]["output"], 2);
  EXPECT_EQ(journal["brunt"]["activities"][2]["index"], 2) << "its place in the journal's list";
  EXPECT_FALSE(journal["brunt"].contains("attempts"));
}

TEST(Journal, HasTheCheckAfterTheRollbacksAndWhatWasLeftOutUnderItsOwnKey) {
  const Json journal =
      Story()
          .tell(EventKind::activity_skipped, Phase::rollbacks, 1, {{"reason", "\"x\" did not run"}})
          .tell(EventKind::phase_started, Phase::after_rollbacks)
          .tell(EventKind::activity_started, Phase::after_rollbacks, 0)
          .tell(EventKind::activity_finished, Phase::after_rollbacks, 0, missed)
          .tell(EventKind::phase_finished, Phase::after_rollbacks, {}, {{"met", false}})
          .journal();
  EXPECT_EQ(journal["brunt"]["steady_state_after_rollbacks"]["steady_state_met"], false);
  EXPECT_EQ(journal["brunt"]["steady_state_after_rollbacks"]["probes"][0]["output"], 2);
  EXPECT_EQ(to_text(journal["brunt"]["left_out"]),
            R"([{"phase":"rollbacks","index":1,"name":"a1","reason":"\"x\" did not run"}])");
  EXPECT_EQ(journal["steady_states"]["after"], nullptr);
}

}  // namespace
}  // namespace brunt::store

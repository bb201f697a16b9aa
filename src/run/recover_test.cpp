#include "run/recover.h"

#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "codec/experiment.h"
#include "run/fake_providers.h"
#include "run/safety_net.h"
#include "store/journal.h"

namespace brunt::run {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;
using provider::Call;
using provider::Notify;

Json rollback(const std::string& name, Json more = Json::object()) {
  Json out = {{"type", "action"},
              {"name", name},
              {"provider", {{"type", "process"}, {"path", "x"}, {"arguments", "${word}"}}}};
  out.update(more);
  return out;
}

/// A run that died, and what is there to recover it.
class Recover : public testing::Test {
 protected:
  void load(const Json& rollbacks, const Json& more = Json::object()) {
    Json document = {{"title", "t"},
                     {"description", "d"},
                     {"configuration", {{"word", "from the file"}}},
                     {"method", Json::array()},
                     {"rollbacks", rollbacks}};
    document.update(more);
    auto reading = codec::read_experiment(to_text(document), codec::Format::json);
    ASSERT_TRUE(reading) << reading.error().front().summary;
    experiment_ = std::move(reading->experiment);
    if (adjust_) adjust_(experiment_);
    registry_ = registry_of(
        "process",
        [this](const Call& call, const Limits& limits, const Notify&) -> Result<provider::Outcome> {
          {
            const std::lock_guard lock(mutex_);
            ++played_[call.activity];
            words_.push_back(string_or(call.provider, "arguments"));
          }
          if (on_call_) return on_call_(call, limits);
          return succeeded(1);
        });
    auto prepared = prepare(experiment_, registry_, options_,
                            [](const auto&) { return std::optional<std::string>(); });
    ASSERT_TRUE(prepared) << prepared.error().front().summary;
    prepared_ = *std::move(prepared);
    tell(EventKind::run_started, Phase::before);
    record_.back().data =
        recovery_data(experiment_, document_for_journal(experiment_, prepared_, options_.dry),
                      prepared_, options_);
  }

  void tell(EventKind kind, Phase phase, std::optional<std::size_t> index = {},
            Json data = Json::object()) {
    Event event;
    event.kind = kind;
    event.at = wall_now();
    event.since_start = std::chrono::seconds(record_.size());
    event.phase = phase;
    event.index = index;
    event.data = std::move(data);
    record_.push_back(std::move(event));
  }

  std::vector<Event> play(bool again = false, std::stop_token give_up = {}) {
    Recovery recovery{.by = "guard",
                      .reason = "the engine was killed",
                      .again = again,
                      .append = [this](const Event& event, bool) -> Result<> {
                        appended_.push_back(event);
                        if (disk_is_full_) return std::unexpected(Error{});
                        return {};
                      },
                      .observe = {},
                      .interrupted_by = {}};
    return play_owed(prepared_, record_, recovery, give_up, give_up);
  }

  int times(const std::string& name) const {
    const auto found = played_.find(name);
    return found == played_.end() ? 0 : found->second;
  }

  Options options_;
  model::Experiment experiment_;
  provider::Registry registry_;
  Prepared prepared_;
  std::vector<Event> record_, appended_;
  bool disk_is_full_ = false;
  std::function<void(model::Experiment&)> adjust_;
  std::function<Result<provider::Outcome>(const Call&, const Limits&)> on_call_;
  std::mutex mutex_;
  std::map<std::string, int> played_;
  std::vector<std::string> words_;
};

TEST_F(Recover, PlaysWhatIsOwedOnceAndMarksTheRunInterrupted) {
  load({rollback("a"), rollback("b")});
  tell(EventKind::phase_started, Phase::method);
  const auto events = play();
  EXPECT_EQ(times("a"), 1);
  EXPECT_EQ(times("b"), 1);
  EXPECT_EQ(words_, (std::vector<std::string>{"from the file", "from the file"}));
  ASSERT_EQ(events.size(), record_.size() + appended_.size());
  for (const Event& event : appended_) {
    EXPECT_EQ(string_or(event.data, "by_recovery"), "guard");
    EXPECT_GE(event.since_start, record_.back().since_start);
  }
  EXPECT_EQ(appended_.front().kind, EventKind::interrupted);
  EXPECT_EQ(appended_.back().kind, EventKind::run_finished);
  const Json journal = store::journal_from_events(events);
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(journal["rollbacks"].size(), 2U);
  EXPECT_EQ(journal["brunt"]["recovery"][0]["reason"], "the engine was killed");

  record_ = events;
  appended_.clear();
  play();
  EXPECT_EQ(times("a"), 1) << "a second recovery finds nothing owed";
}

TEST_F(Recover, LeavesOutWhatWasPlayedAndKeepsTheirPlaces) {
  load({rollback("a"), rollback("b"), rollback("c")});
  tell(EventKind::phase_started, Phase::method);
  tell(EventKind::activity_started, Phase::rollbacks, 0);
  tell(EventKind::activity_finished, Phase::rollbacks, 0, {{"status", "succeeded"}});
  tell(EventKind::activity_started, Phase::rollbacks, 1);
  const auto events = play();
  EXPECT_EQ(times("a"), 0);
  EXPECT_EQ(times("b"), 0) << "it may have run";
  EXPECT_EQ(times("c"), 1);
  const auto after = what_is_owed(events);
  EXPECT_EQ(after[1].debt, Debt::may_have_run);
  EXPECT_EQ(after[2].debt, Debt::done);
  EXPECT_EQ(after[2].reason, "the guard played it");

  record_ = events;
  const auto again = play(true);
  EXPECT_EQ(times("b"), 1) << "now it was said that it may";
  EXPECT_EQ(times("c"), 1);
  EXPECT_EQ(what_is_owed(again)[1].debt, Debt::done);
}

TEST_F(Recover, PlaysAgainWhatSaysThatItIsIdempotent) {
  adjust_ = [](model::Experiment& experiment) { experiment.rollbacks[0].extra.idempotent = true; };
  load(Json::array({rollback("a")}));
  tell(EventKind::phase_started, Phase::method);
  tell(EventKind::activity_started, Phase::rollbacks, 0);
  play();
  EXPECT_EQ(times("a"), 1);
}

TEST_F(Recover, GoesOnWhateverComesOutOfOneRollback) {
  load({rollback("a"), rollback("b", {{"background", true}}), rollback("c")});
  on_call_ = [](const Call& call, const Limits&) -> Result<provider::Outcome> {
    if (call.activity == "a") return std::unexpected(Error{Errc::internal, "broken", {}});
    return succeeded(1);
  };
  tell(EventKind::phase_started, Phase::method);
  disk_is_full_ = true;  // nor does the disk stop it
  const auto events = play();
  EXPECT_EQ(times("b") + times("c"), 2);
  EXPECT_EQ(store::journal_from_events(events)["rollbacks"].size(), 3U);
}

TEST_F(Recover, OfARunThatOwesNothingOnlyMarksIt) {
  load(Json::array({rollback("a")}));
  const auto events = play();
  EXPECT_EQ(times("a"), 0);
  ASSERT_EQ(appended_.size(), 2U);
  EXPECT_TRUE(is_ended(events));
  EXPECT_EQ(store::journal_from_events(events)["rollbacks"].size(), 0U);
}

TEST_F(Recover, ThatIsGivenUpLeavesTheRestOwed) {
  load({rollback("a"), rollback("b")});
  std::stop_source give_up;
  on_call_ = [&](const Call&, const Limits& limits) -> Result<provider::Outcome> {
    give_up.request_stop();
    return std::unexpected(wait_for_stop(limits));
  };
  tell(EventKind::phase_started, Phase::method);
  const auto events = play(false, give_up.get_token());
  EXPECT_EQ(times("b"), 0);
  EXPECT_FALSE(is_ended(events));
  EXPECT_EQ(what_is_owed(events)[1].debt, Debt::owed);
}

TEST_F(Recover, GivesToRollbacksWhatTheMethodsActivitiesGave) {
  const Json method = Json::array({{{"type", "action"},
                                    {"name", "break"},
                                    {"provider", {{"type", "process"}, {"path", "x"}}}}});
  adjust_ = [](model::Experiment& experiment) {
    experiment.method[0].extra.output = model::NamedOutput{"handle", ""};
  };
  Json back = rollback("back");
  back["provider"]["arguments"] = "${handle}";
  load(Json::array({back}), {{"method", method}});
  tell(EventKind::activity_started, Phase::method, 0);
  tell(EventKind::activity_finished, Phase::method, 0,
       {{"status", "succeeded"}, {"output", "number 7"}});
  play();
  EXPECT_EQ(words_, std::vector<std::string>{"number 7"});
}

TEST_F(Recover, KnowsAnotherExperimentsRollbacks) {
  load({rollback("a"), rollback("b")});
  const auto recorded = record_;
  EXPECT_TRUE(check_same_rollbacks(prepared_, recorded));
  record_.clear();
  load({rollback("a"), rollback("x")});
  EXPECT_EQ(check_same_rollbacks(prepared_, recorded).error().what,
            "the experiment's rollbacks are not those of the run: found 'x', the run has 'b'");
  record_.clear();
  load(Json::array({rollback("a")}));
  EXPECT_FALSE(check_same_rollbacks(prepared_, recorded));
}

TEST_F(Recover, NotesHoldNoSecretAndSayWhetherTheExperimentIsWhole) {
  load(Json::array({rollback("a")}));
  EXPECT_EQ(record_[0].data["source"]["whole"], true);
  EXPECT_EQ(record_[0].data["rollbacks"]["list"][0]["name"], "a");
  EXPECT_EQ(record_[0].data["engine"]["role"], "run");
  record_.clear();
  options_.overrides = {{"word", "swordfish"}};
  load(Json::array({rollback("a")}), {{"secrets", {{"s", {{"token", "swordfish"}}}}}});
  EXPECT_EQ(record_[0].data["source"]["whole"], false) << "the file is needed for its secret";
  EXPECT_EQ(to_text(record_[0].data).find("swordfish"), std::string::npos);
  EXPECT_EQ(record_[0].data["for_recovery"], Json({{"withheld", {"word"}}}));
  record_.clear();
  options_.overrides = {{"word", "plain"}};
  load(Json::array({rollback("a")}));
  EXPECT_EQ(record_[0].data["for_recovery"], Json({{"overrides", {{"word", "plain"}}}}));
}

}  // namespace
}  // namespace brunt::run

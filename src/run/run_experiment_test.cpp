#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "codec/experiment.h"
#include "run/fake_providers.h"
#include "run/run.h"
#include "store/event_log.h"
#include "store/journal.h"
#include "sys/file.h"

namespace brunt::run {
namespace {

namespace fs = std::filesystem;
using model::EventKind;
using provider::Call;
using provider::Notify;
using provider::Outcome;

class RunExperiment : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("brunt-run-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
    options_.journal = folder_ / "journal.json";
    options_.version = "0.1.0";
    options_.run_id = "run-1";
    options_.file = "x.json";
    options_.observe = [this](const model::Event& event) { seen_.push_back(event); };
  }
  void TearDown() override { fs::remove_all(folder_); }

  model::Experiment experiment(const std::string& text) {
    auto read = codec::read_experiment(text, codec::Format::json);
    EXPECT_TRUE(read.has_value()) << codec::describe_all(read.error(), "x.json");
    if (!read) return {};
    options_.positions = read->positions;
    return read->experiment;
  }

  Result<Ended> run(const std::string& text, FakeProvider::Invoke invoke) {
    const auto registry = registry_of("process", std::move(invoke));
    return prepare_and_run(experiment(text), registry, options_, stop_.get_token(),
                           give_up_.get_token());
  }

  std::string file(const fs::path& path) { return sys::read_file(path).value_or(""); }
  std::string left_behind() {
    std::string all;
    for (const auto& entry : fs::directory_iterator(folder_))
      all += file(entry.path());
    return all;
  }

  fs::path folder_;
  Options options_;
  std::vector<model::Event> seen_;
  std::stop_source stop_, give_up_;
};

const std::string head = R"({"title": "t", "description": "d", )";

std::string activity(const std::string& name, const std::string& more = "") {
  return R"({"type": "action", "name": ")" + name + "\"" + more +
         R"(, "provider": {"type": "process", "path": ")" + name + "\"}}";
}

std::string with_method(const std::string& method, const std::string& rollbacks = "") {
  return head + R"("method": [)" + method + R"(], "rollbacks": [)" + rollbacks + "]}";
}

TEST_F(RunExperiment, WritesAJournalAndAnEventLogThatGivesItAgain) {
  const auto ended = run(with_method(activity("a")), [](const Call&, const Limits&, const Notify&) {
    return succeeded({{"status", 0}});
  });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, "completed");
  EXPECT_EQ(ended->event_log, folder_ / "journal.events.jsonl");
  EXPECT_EQ(parse_json(file(options_.journal)).value(), ended->journal);
  const auto events = store::read_event_log(ended->event_log);
  ASSERT_TRUE(events) << events.error().what;
  EXPECT_EQ(store::journal_from_events(events->events), ended->journal);
}

TEST_F(RunExperiment, HasEveryEventOnDiskBeforeItIsTold) {
  const fs::path log = folder_ / "journal.events.jsonl";
  options_.observe = [&](const model::Event& event) {
    if (event.kind == EventKind::activity_progress) return;
    const auto events = store::read_event_log(log);
    ASSERT_TRUE(events);
    ASSERT_FALSE(events->events.empty());
    EXPECT_EQ(events->events.back(), event);
  };
  const auto ended = run(with_method(activity("a"), activity("b")),
                         [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  EXPECT_TRUE(ended);
}

TEST_F(RunExperiment, HasAnActivityOnRecordBeforeItRuns) {
  const fs::path log = folder_ / "journal.events.jsonl";
  std::string recorded;
  const auto ended =
      run(with_method(activity("a")), [&](const Call&, const Limits&, const Notify&) {
        recorded = file(log);
        return succeeded(1);
      });
  ASSERT_TRUE(ended);
  EXPECT_NE(recorded.find(R"("kind":"activity_started")"), std::string::npos);
}

TEST_F(RunExperiment, TellsProgressWithoutWritingIt) {
  const auto ended =
      run(with_method(activity("a")), [](const Call&, const Limits&, const Notify& notify) {
        notify({{"sent", 41}});
        return succeeded(1);
      });
  ASSERT_TRUE(ended);
  const bool told = std::any_of(seen_.begin(), seen_.end(), [](const auto& event) {
    return event.kind == EventKind::activity_progress && event.data == Json{{"sent", 41}} &&
           event.activity == "a" && event.index == 0;
  });
  EXPECT_TRUE(told);
  EXPECT_EQ(left_behind().find("sent"), std::string::npos);
}

TEST_F(RunExperiment, GivesTheProviderSubstitutedArgumentsAndNamedSecrets) {
  Call seen;
  const std::string text = head + R"("configuration": {"n": 3, "list": [1, "two"]},
      "secrets": {"db": {"user": "app"}, "api": {"token": "s3cr3t-token"}},
      "method": [{"type": "action", "name": "a", "provider": {"type": "process", "path": "p",
        "secrets": ["api", "nobody"], "arguments": ["${n}", "n=${n}", "${list}", "${none}", "$$x"]}}]})";
  const auto ended = run(text, [&](const Call& call, const Limits&, const Notify&) {
    seen = call;
    return succeeded(1);
  });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(to_text((*seen.provider)["arguments"]), R"([3,"n=3",[1,"two"],"${none}","$x"])");
  EXPECT_EQ(seen.secrets, Json({{"token", "s3cr3t-token"}}));
  EXPECT_EQ((*seen.configuration)["n"], 3);
  EXPECT_EQ(ended->journal["run"][0]["activity"]["provider"]["arguments"][0], "${n}");
}

TEST_F(RunExperiment, LeavesArgumentsAloneWhereThereIsNothingToPutIn) {
  Call seen;
  const std::string text =
      head + R"("method": [{"type": "action", "name": "a", "provider": {"type": "process",
      "path": "p", "arguments": "kill -9 $$", "env": "$$"}}]})";
  const auto ended = run(text, [&](const Call& call, const Limits&, const Notify&) {
    seen = call;
    return succeeded(1);
  });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ((*seen.provider)["arguments"], "kill -9 $$");
  EXPECT_EQ((*seen.provider)["env"], "$");
}

TEST_F(RunExperiment, NeverLetsASecretOut) {
  ::setenv("BRUNT_TEST_CANARY", "canary/7f3a&b\"c", 1);
  const std::string text = head + R"("configuration": {
        "key": {"type": "env", "key": "BRUNT_TEST_CANARY", "secret": true}},
      "secrets": {"s": {"inline": "inline-canary", "auth": "Basic Y2FuYXJ5LXR3bw=="}},
      "method": [)" + activity("a", R"(, "tolerance": 0)") +
                           R"(], "rollbacks": [)" + activity("inline-canary") + "]}";
  const auto ended =
      run(text, [](const Call& call, const Limits&, const Notify& notify) -> Result<Outcome> {
        const std::string key = (*call.configuration)["key"];
        notify({{"saw", key}});
        if (call.activity != "a") {
          return std::unexpected(
              Error{Errc::internal, "inline-canary is wrong", "Y2FuYXJ5LXR3bw=="});
        }
        Outcome out;
        out.output = {{"stdout", "key=" + key + " inline-canary"}, {key, 1}};
        out.summary = key;
        out.evidence = {{"url", "http://x/?k=canary%2F7f3a%26b%22c"}, {"json", to_text(Json(key))}};
        return out;
      });
  ASSERT_TRUE(ended) << ended.error().what;
  std::string all = left_behind();
  for (const auto& event : seen_)
    all += to_text(event.data) + event.activity;
  for (const char* secret : {"canary/7f3a", "7f3a", "inline-canary", "Y2FuYXJ5LXR3bw=="}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(ended->journal["experiment"]["secrets"]["s"]["inline"], "********");
  EXPECT_EQ(ended->journal["run"][0]["output"]["stdout"], "key=******** ********");
}

TEST_F(RunExperiment, AnActivityThatFailsIsAnEntryWithItsException) {
  const auto ended = run(with_method(activity("a")), [](const Call&, const Limits&, const Notify&) {
    Outcome out;
    out.succeeded = false;
    out.failure = "chaoslib.exceptions.ActivityFailed: timed out";
    return Result<Outcome>(out);
  });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "completed");
  const Json& entry = ended->journal["run"][0];
  EXPECT_EQ(entry["status"], "failed");
  EXPECT_EQ(entry["output"], nullptr);
  EXPECT_EQ(entry["exception"].back(), "chaoslib.exceptions.ActivityFailed: timed out\n");
}

TEST_F(RunExperiment, AnErrorOfTheEngineAbortsTheMethodAndPlaysTheRollbacks) {
  const auto ended = run(with_method(activity("a") + "," + activity("b"), activity("undo")),
                         [](const Call& call, const Limits&, const Notify&) -> Result<Outcome> {
                           if (call.activity == "a")
                             return std::unexpected(Error{Errc::internal, "oops", "doing"});
                           return succeeded(1);
                         });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "aborted");
  EXPECT_EQ(ended->journal["run"].size(), 1U);
  EXPECT_EQ(ended->journal["run"][0]["exception"].back(), "brunt.Error: doing: oops\n");
  EXPECT_EQ(ended->journal["rollbacks"][0]["status"], "succeeded");
}

TEST_F(RunExperiment, AProviderThatThrowsIsAFailedActivity) {
  const auto ended = run(with_method(activity("a", R"(, "background": true)"), activity("undo")),
                         [](const Call& call, const Limits&, const Notify&) -> Result<Outcome> {
                           if (call.activity == "a") throw std::runtime_error("boom");
                           throw 7;
                         });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "completed");
  EXPECT_EQ(ended->journal["run"][0]["exception"].back(),
            "brunt.Error: the provider threw: boom\n");
  EXPECT_EQ(ended->journal["rollbacks"][0]["status"], "failed");
}

TEST_F(RunExperiment, AnInterruptionStopsTheMethodRollsBackAndWritesTheJournal) {
  options_.interrupted_by = [] { return std::string("SIGTERM"); };
  const auto ended =
      run(with_method(activity("load", R"(, "background": true)") + "," +
                          activity("kill", R"(, "pauses": {"before": 3600})"),
                      activity("undo")),
          [&](const Call& call, const Limits& limits, const Notify&) -> Result<Outcome> {
            if (call.activity == "undo") return succeeded("undone");
            stop_.request_stop();
            return std::unexpected(wait_for_stop(limits));
          });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, "interrupted");
  EXPECT_EQ(ended->journal["run"].size(), 1U);
  EXPECT_EQ(ended->journal["run"][0]["status"], "failed");
  EXPECT_EQ(ended->journal["rollbacks"][0]["output"], "undone");
  EXPECT_EQ(ended->journal["brunt"]["interrupted_by"], "SIGTERM");
  EXPECT_EQ(ended->journal["brunt"]["method_ran"], true);
}

TEST_F(RunExperiment, AnInterruptionBeforeItStartsStillGivesAJournal) {
  stop_.request_stop();
  const auto ended = run(with_method(activity("a")),
                         [](const Call&, const Limits& limits, const Notify&) -> Result<Outcome> {
                           return std::unexpected(wait_for_stop(limits));
                         });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "interrupted");
}

TEST_F(RunExperiment, GivingUpEndsTheRollbacks) {
  const auto ended = run(with_method("", activity("undo") + "," + activity("never")),
                         [&](const Call&, const Limits& limits, const Notify&) -> Result<Outcome> {
                           stop_.request_stop();
                           give_up_.request_stop();
                           return std::unexpected(wait_for_stop(limits));
                         });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "interrupted");
  EXPECT_EQ(ended->journal["rollbacks"].size(), 1U);
}

TEST_F(RunExperiment, AMissedGateIsCompletedAndSaysThatTheMethodDidNotRun) {
  const std::string text = head + R"("steady-state-hypothesis": {"title": "h", "probes": [
      {"type": "probe", "name": "p", "tolerance": 0, "provider": {"type": "process", "path": "p"}}]},
      "method": [)" + activity("a") +
                           "]}";
  const auto ended = run(text, [](const Call&, const Limits&, const Notify&) {
    return succeeded({{"status", 3}});
  });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "completed");
  EXPECT_FALSE(ended->deviated);
  EXPECT_EQ(ended->journal["run"], Json::array());
  EXPECT_EQ(ended->journal["brunt"]["method_ran"], false);
  EXPECT_EQ(ended->journal["steady_states"]["before"]["steady_state_met"], false);
  EXPECT_EQ(ended->journal["steady_states"]["after"], nullptr);
  const auto finished = std::find_if(seen_.begin(), seen_.end(), [](const auto& event) {
    return event.kind == EventKind::activity_finished;
  });
  EXPECT_EQ(finished->data["tolerance_reason"], "expected 0, found 3");
}

TEST_F(RunExperiment, AToleranceThatCannotBeCheckedIsAFailedProbe) {
  const std::string text = head + R"("steady-state-hypothesis": {"title": "h", "probes": [
      {"type": "probe", "name": "p", "tolerance": {"type": "regex", "pattern": "x"},
       "provider": {"type": "process", "path": "p"}}]}, "method": []})";
  const auto ended = run(text, [](const Call&, const Limits&, const Notify&) {
    return succeeded({{"status", 0}});
  });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "failed");
  const Json& entry = ended->journal["steady_states"]["before"]["probes"][0];
  EXPECT_EQ(entry["status"], "failed");
  EXPECT_EQ(entry["tolerance_met"], false);
  EXPECT_EQ(entry["output"], Json({{"status", 0}}));
}

TEST_F(RunExperiment, ALonePlaceholderAsToleranceKeepsItsType) {
  const std::string text = head + R"("configuration": {"limit": [200, 201]},
      "steady-state-hypothesis": {"title": "h", "probes": [
      {"type": "probe", "name": "p", "tolerance": "${limit}",
       "provider": {"type": "process", "path": "p"}}]}, "method": []})";
  const auto ended = run(text, [](const Call&, const Limits&, const Notify&) {
    return succeeded({{"status", 201}});
  });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->journal["steady_states"]["after"]["steady_state_met"], true);
}

TEST_F(RunExperiment, AProbeAsToleranceGetsTheValueAndLeavesNoTrace) {
  const std::string text = head + R"("steady-state-hypothesis": {"title": "h", "probes": [
      {"type": "probe", "name": "p", "provider": {"type": "process", "path": "p"},
       "tolerance": {"type": "probe", "name": "judge",
                     "provider": {"type": "process", "path": "j", "arguments": {"limit": 3}}}}]},
      "method": []})";
  Json arguments;
  const auto ended = run(text, [&](const Call& call, const Limits&, const Notify&) {
    if (call.activity == "p") return succeeded(2);
    arguments = (*call.provider)["arguments"];
    return succeeded(true);
  });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(arguments, Json({{"limit", 3}, {"value", 2}}));
  EXPECT_EQ(ended->journal["steady_states"]["before"]["steady_state_met"], true);
  EXPECT_EQ(to_text(ended->journal).find(R"("value")"), std::string::npos);
}

TEST_F(RunExperiment, AReferenceRunsItsTargetWithItsOwnToleranceAndBackground) {
  const std::string text = head + R"("steady-state-hypothesis": {"title": "h", "probes": [
      {"ref": "look", "tolerance": 7}]},
      "method": [{"type": "probe", "name": "look", "provider": {"type": "process", "path": "p"}}],
      "rollbacks": [{"ref": "look"}]})";
  const auto ended =
      run(text, [](const Call&, const Limits&, const Notify&) { return succeeded(7); });
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->journal["steady_states"]["before"]["probes"][0]["activity"]["name"], "look");
  EXPECT_EQ(ended->journal["rollbacks"][0]["activity"]["name"], "look");
  EXPECT_EQ(ended->status, "completed");
  EXPECT_FALSE(ended->deviated);
}

TEST_F(RunExperiment, KeepsEvidenceUnderItsOwnKey) {
  const auto ended = run(with_method(activity("a")), [](const Call&, const Limits&, const Notify&) {
    Outcome out;
    out.evidence = {{"fault", {{"kind", "pod"}}}};
    return Result<Outcome>(out);
  });
  ASSERT_TRUE(ended);
  EXPECT_EQ(to_text(ended->journal["brunt"]["activities"]),
            R"([{"phase":"method","index":0,"name":"a","evidence":{"fault":{"kind":"pod"}}}])");
}

TEST_F(RunExperiment, AsksEveryProviderBeforeAnythingIsStarted) {
  provider::Registry registry;
  int invoked = 0;
  (void)registry.add(
      "process",
      std::make_unique<FakeProvider>(
          [&](const Call&, const Limits&, const Notify&) {
            ++invoked;
            return succeeded(1);
          },
          [](const Call& call) -> Result<> {
            return std::unexpected(Error{Errc::not_found, "no program " + call.activity, "path"});
          }));
  const auto ended = prepare_and_run(experiment(with_method(activity("a"), activity("b"))),
                                     registry, options_, stop_.get_token(), give_up_.get_token());
  ASSERT_FALSE(ended);
  EXPECT_EQ(invoked, 0);
  EXPECT_EQ(ended.error().what, R"(a cannot be run, so nothing was started
  where     x.json:1:91                     /method/0/provider
  what      action a
  found     path: no program a
  do        correct its provider, or make what it needs available

error: b cannot be run, so nothing was started
  where     x.json:1:185                    /rollbacks/0/provider
  what      action b
  found     path: no program b
  do        correct its provider, or make what it needs available)");
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(RunExperiment, RefusesAPauseThatIsNoNumberOnceSubstituted) {
  const std::string text = head + R"("configuration": {"grace": "soon"}, "method": [)" +
                           activity("a", R"(, "pauses": {"after": "${grace}"})") + "]}";
  const auto ended =
      run(text, [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  ASSERT_FALSE(ended);
  EXPECT_NE(ended.error().what.find(R"("${grace}", which is "soon")"), std::string::npos)
      << ended.error().what;
}

TEST_F(RunExperiment, RefusesAJournalThatCannotBeWrittenBeforeAnythingIsStarted) {
  options_.journal = folder_ / "nowhere" / "journal.json";
  int invoked = 0;
  const auto ended =
      run(with_method(activity("a")), [&](const Call&, const Limits&, const Notify&) {
        ++invoked;
        return succeeded(1);
      });
  ASSERT_FALSE(ended);
  EXPECT_EQ(invoked, 0);
  EXPECT_NE(ended.error().what.find("cannot write the journal, so the run was not started"),
            std::string::npos)
      << ended.error().what;
}

TEST_F(RunExperiment, AJournalThatCannotBeWrittenAtTheEndGoesToTheLastResort) {
  std::string saved;
  options_.last_resort = [&](const std::string& text) { saved = text; };
  const auto ended =
      run(with_method(activity("a")), [&](const Call&, const Limits&, const Notify&) {
        fs::create_directory(options_.journal);  // a folder stands where the journal must go
        std::ofstream(options_.journal / "x") << "x";
        return succeeded(1);
      });
  ASSERT_TRUE(ended);
  ASSERT_TRUE(ended->journal_error);
  EXPECT_EQ(parse_json(saved).value(), ended->journal);
  EXPECT_EQ(ended->journal["status"], "completed");
}

TEST_F(RunExperiment, TakesTheRollbackStrategyFromTheExperimentUnlessOneIsGiven) {
  const std::string text = head + R"("runtime": {"rollbacks": {"strategy": "never"}}, "method": [],
      "rollbacks": [)" + activity("undo") +
                           "]}";
  const auto invoke = [](const Call&, const Limits&, const Notify&) { return succeeded(1); };
  auto ended = run(text, invoke);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->journal["rollbacks"].size(), 0U);
  options_.rollbacks = RollbackStrategy::always;
  ended = run(text, invoke);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->journal["rollbacks"].size(), 1U);
}

TEST_F(RunExperiment, UsesOverridesForDeclaredKeysAndWarnsOfOthers) {
  options_.overrides = {{"who", "them"}, {"wo", 1}};
  const std::string text = R"({"title": "for ${who}", "description": "d",
      "configuration": {"who": "us"}, "method": []})";
  const auto ended =
      run(text, [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->journal["experiment"]["title"], "for them");
  ASSERT_TRUE(seen_.front().data.contains("warnings"));
  EXPECT_NE(seen_.front().data["warnings"][0].get<std::string>().find("did you mean \"who\"?"),
            std::string::npos);
}

TEST_F(RunExperiment, RunsBackgroundActivitiesAtTheSameTime) {
  Gate gate;
  const auto ended =
      run(with_method(activity("load", R"(, "background": true)") + "," + activity("kill")),
          [&](const Call& call, const Limits&, const Notify&) {
            if (call.activity == "load") gate.wait();
            if (call.activity == "kill") gate.open();
            return succeeded(1);
          });
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "completed");
}

}  // namespace
}  // namespace brunt::run

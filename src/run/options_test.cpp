// What options, settings and an experiment's own words make of a run: experiment format, sections
// 5.4 and 5.8, and the extension block from the document to the provider.

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "codec/experiment.h"
#include "run/fake_providers.h"
#include "run/prepare.h"
#include "run/run.h"

namespace brunt::run {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using provider::Call;
using provider::Notify;

const std::string process = R"("provider": {"type": "process", "path": "x", "timeout": 1}})";

std::string activity(const std::string& type, const std::string& name,
                     const std::string& more = "") {
  return R"({"type": ")" + type + R"(", "name": ")" + name + R"(", )" + more + process;
}

std::string document(const std::string& more = "") {
  return R"({"title": "t", "description": "d", )" + more +
         R"("steady-state-hypothesis": {"title": "h", "probes": [)" +
         activity("probe", "look", R"("tolerance": 1, "pauses": {"before": 0.001}, )") +
         R"(]}, "method": [)" + activity("action", "act", R"("pauses": {"after": 0.001}, )") + "," +
         activity("probe", "watch") + R"(], "rollbacks": [)" + activity("action", "undo") + "]}";
}

model::Experiment experiment(const std::string& text) {
  auto read = codec::read_experiment(text, codec::Format::json);
  EXPECT_TRUE(read) << codec::describe_all(read.error(), "x.json");
  return read ? read->experiment : model::Experiment{};
}

/// A run of `text`; what was called, and how, is in `calls`.
struct ARun {
  explicit ARun(const std::string& text, Options wanted = {}, Json output = 1) {
    const fs::path folder =
        fs::temp_directory_path() / ("brunt-options-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder);
    wanted.journal = folder / "journal.json";
    wanted.observe = [this](const model::Event& event) {
      if (event.kind == model::EventKind::pause_started) ++pauses;
    };
    const auto registry =
        registry_of("process", [&](const Call& call, const Limits& limits, const Notify&) {
          const std::lock_guard lock(mutex);
          ++count[call.activity];
          calls[call.activity] = call.provider;
          deadlines[call.activity] = limits.deadline.when();
          return succeeded(output);
        });
    auto result = prepare_and_run(experiment(text), registry, wanted, {}, {});
    EXPECT_TRUE(result) << result.error().what;
    if (result) ended = *std::move(result);
    fs::remove_all(folder);
  }

  int ran(const std::string& name) const {
    const auto found = count.find(name);
    return found == count.end() ? 0 : found->second;
  }

  std::mutex mutex;
  std::map<std::string, int> count;
  std::map<std::string, Json> calls;
  std::map<std::string, Deadline::Clock::time_point> deadlines;
  int pauses = 0;
  Ended ended;
};

/// The strategies that a run gets, as the reference's words.
std::string decided(const Options& options, const std::string& runtime) {
  const auto registry = registry_of(
      "process", [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  const std::string more = runtime.empty() ? "" : R"("runtime": )" + runtime + ", ";
  const auto prepared = prepare(experiment(document(more)), registry, options,
                                [](const std::string&) { return std::nullopt; });
  if (!prepared) return "refused: " + prepared.error()[0].summary;
  const Schedule& schedule = prepared->schedule;
  std::string out(word_of(prepared->hypothesis_strategy));
  out += schedule.check_before ? " before" : "";
  out += schedule.check_during ? " during" : "";
  out += schedule.check_after ? " after" : "";
  return out + ", " + std::string(word_of(schedule.rollback_strategy));
}

TEST(Strategies, CheckWhereTheirTableSays) {
  using enum HypothesisStrategy;
  const std::pair<HypothesisStrategy, const char*> rows[] = {
      {before_and_after, "default before after, default"},
      {before_method_only, "before-method-only before, default"},
      {after_method_only, "after-method-only after, default"},
      {during_method_only, "during-method-only during, default"},
      {continuously, "continuously before during after, default"},
      {skip, "skip, default"}};
  for (const auto& [strategy, words] : rows) {
    Options options;
    options.hypothesis = strategy;
    EXPECT_EQ(decided(options, ""), words);
    EXPECT_EQ(hypothesis_strategy(word_of(strategy)).value(), strategy);
  }
}

TEST(Strategies, TheLaterSourceWinsWhereItSaysSomething) {
  Options settings;
  settings.settings = {HypothesisStrategy::skip, RollbackStrategy::never};
  Options both = settings;
  both.hypothesis = HypothesisStrategy::after_method_only;
  Options one = settings;
  one.rollbacks = RollbackStrategy::deviated;
  const std::string runtime_hypothesis = R"({"hypothesis": {"strategy": "before-method-only"}})";
  const std::string runtime_rollbacks = R"({"rollbacks": {"strategy": "always"}})";
  EXPECT_EQ(decided({}, ""), "default before after, default");
  EXPECT_EQ(decided(settings, ""), "skip, never");
  EXPECT_EQ(decided(settings, runtime_hypothesis), "before-method-only before, never") << "Q34";
  EXPECT_EQ(decided(settings, runtime_rollbacks), "skip, always") << "Q34";
  EXPECT_EQ(decided(both, runtime_hypothesis), "after-method-only after, never");
  EXPECT_EQ(decided(one, runtime_rollbacks), "skip, deviated");
}

TEST(Strategies, AreRefusedWhenTheyAreUnknown) {
  EXPECT_EQ(hypothesis_strategy("always").error().what,
            "\"always\" is none of default, before-method-only, after-method-only, "
            "during-method-only, continuously, skip");
  EXPECT_EQ(rollback_strategy("alway").error().what,
            "\"alway\" is none of default, always, never, deviated; did you mean \"always\"?");
  EXPECT_FALSE(rollback_strategy(""));
  EXPECT_FALSE(dry_mode("none"));
  EXPECT_FALSE(only_part(""));
}

TEST(Strategies, TakeTheReferencesSpellingWithAWarning) {
  EXPECT_EQ(hypothesis_strategy("continously").value(), HypothesisStrategy::continuously);
  const auto registry = registry_of(
      "process", [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  const auto prepared =
      prepare(experiment(document(R"("runtime": {"hypothesis": {"strategy": "continously"}}, )")),
              registry, {}, [](const std::string&) { return std::nullopt; });
  ASSERT_TRUE(prepared);
  ASSERT_EQ(prepared->warnings.size(), 1U);
  EXPECT_EQ(prepared->warnings[0].pointer, "/runtime/hypothesis/strategy");
}

TEST(Strategies, RefuseAFrequencyThatWouldSpin) {
  Options options;
  options.hypothesis = HypothesisStrategy::continuously;
  options.frequency = 0s;
  EXPECT_EQ(decided(options, ""), "refused: the time between two checks is too short");
}

TEST(Dry, FollowsItsTable) {
  const struct {
    Dry mode;
    int act, watch, undo, look, pauses;
    Json recorded;
  } rows[] = {{Dry::none, 1, 1, 1, 2, 3, nullptr},
              {Dry::actions, 0, 1, 0, 2, 2, "actions"},
              {Dry::probes, 1, 0, 1, 0, 1, "probes"},
              {Dry::activities, 0, 0, 0, 0, 0, "activities"},
              {Dry::pause, 1, 1, 1, 2, 0, "pause"}};
  for (const auto& row : rows) {
    Options options;
    options.dry = row.mode;
    const ARun run(document(), options);
    EXPECT_EQ(run.ran("act"), row.act) << word_of(row.mode);
    EXPECT_EQ(run.ran("watch"), row.watch) << word_of(row.mode);
    EXPECT_EQ(run.ran("undo"), row.undo) << word_of(row.mode);
    EXPECT_EQ(run.ran("look"), row.look) << word_of(row.mode);
    EXPECT_EQ(run.pauses, row.pauses) << word_of(row.mode);
    EXPECT_EQ(run.ended.journal["experiment"]["dry"], row.recorded);
    EXPECT_EQ(run.ended.status, "completed") << word_of(row.mode);
    EXPECT_FALSE(run.ended.deviated) << word_of(row.mode);
  }
}

TEST(Dry, WhatIsLeftOutCountsAsDoneAndSaysSo) {
  Options options;
  options.dry = Dry::activities;
  const ARun run(document(), options, 2);
  const Json& entry = run.ended.journal["run"][0];
  EXPECT_EQ(entry["output"], nullptr);
  EXPECT_EQ(entry["status"], "succeeded");
  EXPECT_EQ(run.ended.journal["steady_states"]["before"]["probes"][0]["tolerance_met"], true);
  EXPECT_EQ(run.ended.journal["brunt"]["activities"][0]["evidence"]["skipped"], "--dry activities");
}

TEST(Dry, OfActionsStillChecksTolerances) {
  Options options;
  options.dry = Dry::actions;
  const ARun run(document(), options, 2);
  EXPECT_TRUE(run.ended.gate_missed);
}

TEST(Dry, OnAnActivityLeavesItOutOfEveryRun) {
  const ARun run(R"({"title": "t", "description": "d", "method": [)" +
                 activity("action", "a", R"("dry": true, "pauses": {"before": 60}, )") + "," +
                 activity("action", "b", R"("dry": false, )") + "]}");
  EXPECT_EQ(run.ran("a"), 0);
  EXPECT_EQ(run.ran("b"), 1);
  EXPECT_EQ(run.ended.journal["brunt"]["activities"][0]["evidence"]["skipped"], "\"dry\": true");
}

TEST(Timeout, BesideAProviderIsTheCallsDeadline) {
  const ARun run(R"({"title": "t", "description": "d", "method": [)" +
                 activity("action", "limited", R"("timeout": 3600, )") + "," +
                 activity("action", "free") + "]}");
  const auto left = run.deadlines.at("limited") - Deadline::Clock::now();
  EXPECT_GT(left, 3500s);
  EXPECT_LT(left, 3601s);
  EXPECT_EQ(run.deadlines.at("free"), Deadline::never().when());
}

std::string user_of(const std::string& name) {
  return R"({"type": "action", "name": "use", "provider": {"type": "process", "path": "x",
             "timeout": 1, "arguments": ["${)" +
         name + R"(}", "n=${)" + name + "}\"]}}";
}

TEST(NamedOutput, IsThereForTheActivitiesThatFollow) {
  const ARun run(R"({"title": "t", "description": "d", "method": [)" +
                     activity("probe", "who", R"("brunt": {"output": "leader"}, )") + "," +
                     user_of("leader") + "]}",
                 {}, Json{{"id", 7}});
  EXPECT_EQ(to_text(run.calls.at("use")["arguments"]), R"([{"id":7},"n={'id': 7}"])");
}

TEST(NamedOutput, IsThePartAtItsPathWithoutLineEnds) {
  const ARun run(R"({"title": "t", "description": "d", "method": [)" +
                     activity("probe", "who",
                              R"("brunt": {"output": {"name": "leader", "path": "$.stdout"}}, )") +
                     "," + user_of("leader") + "]}",
                 {}, Json{{"stdout", "node-7\r\n\n"}});
  EXPECT_EQ(to_text(run.calls.at("use")["arguments"]), R"(["node-7","n=node-7"])");
}

TEST(NamedOutput, ThatIsNotThereFailsWhoNeedsIt) {
  const ARun run(R"({"title": "t", "description": "d", "method": [)" + user_of("leader") + "," +
                 activity("probe", "who", R"("brunt": {"output": "leader"}, )") + "]}");
  EXPECT_EQ(run.ran("use"), 0);
  const Json& entry = run.ended.journal["run"][0];
  EXPECT_EQ(entry["status"], "failed");
  EXPECT_NE(to_text(entry["exception"]).find("${leader}"), std::string::npos);
  EXPECT_EQ(run.ended.status, "completed") << "a failed activity, nothing more";
}

TEST(NamedOutput, WithAPathThatCannotBeReadIsRefused) {
  const auto registry = registry_of(
      "process", [](const Call&, const Limits&, const Notify&) { return succeeded(1); });
  const auto prepared = prepare(
      experiment(R"({"title": "t", "description": "d", "method": [)" +
                 activity("probe", "who", R"("brunt": {"output": {"name": "n", "path": "$["}}, )") +
                 "]}"),
      registry, {}, [](const std::string&) { return std::nullopt; });
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error()[0].pointer, "/method/0/brunt/output/path");
}

TEST(Assertion, IsJudgedInTheMethod) {
  const std::string text =
      R"({"title": "t", "description": "d", "method": [)" +
      activity("probe", "a", R"("tolerance": 1, "brunt": {"assert": true}, )") + "]}";
  const ARun met(text, {}, 1);
  EXPECT_FALSE(met.ended.deviated);
  EXPECT_EQ(met.ended.journal["run"][0]["tolerance_met"], true);
  const ARun missed(text, {}, 2);
  EXPECT_TRUE(missed.ended.deviated);
  EXPECT_EQ(missed.ended.journal["run"][0]["tolerance_met"], false);
}

TEST(Assertion, ReferenceHasItsOwnBlock) {
  const std::string text = R"({"title": "t", "description": "d", "method": [)" +
                           activity("probe", "a", R"("brunt": {"repeat": {"times": 3}}, )") +
                           R"(, {"ref": "a", "tolerance": 2, "brunt": {"assert": true}}]})";
  const ARun run(text, {}, 1);
  EXPECT_EQ(run.ran("a"), 4);
  EXPECT_TRUE(run.ended.deviated);
}

TEST(Only, RunsOnePart) {
  Options options;
  options.only = Only::method;
  const ARun method(document(), options);
  EXPECT_EQ(method.ran("look") + method.ran("undo"), 0);
  EXPECT_EQ(method.ran("act"), 1);
  options.only = Only::rollbacks;
  options.rollbacks = RollbackStrategy::never;
  const ARun rollbacks(document(), options);
  EXPECT_EQ(rollbacks.ran("look") + rollbacks.ran("act"), 0);
  EXPECT_EQ(rollbacks.ran("undo"), 1);
  EXPECT_EQ(rollbacks.ended.journal["brunt"]["strategies"]["only"], "rollbacks");
}

TEST(Journal, SaysWhatWasDecidedBeforeTheRun) {
  Options options;
  options.hypothesis = HypothesisStrategy::continuously;
  options.frequency = 250ms;
  options.strict = options.fail_fast = true;
  const ARun run(document(), options);
  EXPECT_EQ(to_text(run.ended.journal["brunt"]["strategies"]),
            R"({"hypothesis":"continuously","rollbacks":"default","frequency":0.25,)"
            R"("fail_fast":true,"strict":true})");
  EXPECT_TRUE(run.ended.strict);
  EXPECT_GE(run.ended.journal["steady_states"]["during"].size(), 1U);
}

}  // namespace
}  // namespace brunt::run

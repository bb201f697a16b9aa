#include <algorithm>

#include <gtest/gtest.h>

#include "impact/claims.h"
#include "impact/measure.h"
#include "impact/test_run.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

bool any_starts(const std::vector<std::string>& lines, std::string_view start) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.starts_with(start); });
}

TestRun many(std::function<bool(std::size_t)> bad) {
  TestRun run;
  run.n = 12000;
  run.rate = 200;
  run.fault_s = 20;
  run.bad = std::move(bad);
  return run;
}

TEST(Answer, HoldsWhenNothingFailsInALargeLoad) {
  const auto model = analysed(many([](std::size_t) { return false; }));
  EXPECT_EQ(model.outcome, Verdict::held);
  EXPECT_EQ(model.answer, "No, users were not affected.");
  ASSERT_EQ(model.sentences.size(), 1U);
  EXPECT_EQ(model.sentences[0],
            "0 of 12 000 requests failed (0 %, 95 % interval 0 to 0.03 %). No outage of 0.015 s or "
            "longer happened, and more than 0.05 % of extra failures is excluded.");
  EXPECT_NE(model.confidence, "high");  // never repeated, and only one source
}

TEST(Answer, CannotTellWhenTooLittleWasSent) {
  const auto model = analysed(TestRun{});
  EXPECT_EQ(model.outcome, Verdict::inconclusive);
  EXPECT_EQ(model.answer, "Cannot tell: too little was sent.");
  EXPECT_EQ(
      model.sentences.at(0),
      "0 of 180 requests failed (0 %, 95 % interval 0 to 2.1 %). No outage of 1.3 s or longer "
      "happened; 0.1 % of extra failures is not excluded: 3838 requests would be needed, 21 "
      "min at 3 a second.");
}

TEST(Answer, SaysThatServiceIsStillDown) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20; };
  const auto model = analysed(run);
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_EQ(model.answer, "Yes, and it has not recovered.");
  EXPECT_EQ(model.sentences.at(0),
            "160 of 180 requests failed (88.9 %, 95 % interval 83.5 to 92.7 %), all of them in a "
            "stretch that began within a second of the kill and had not ended after 53.0 s, when "
            "the run stopped looking.");
  EXPECT_EQ(model.sentences.size(), 1U);
  EXPECT_TRUE(model.windows.at(0).open);
  EXPECT_EQ(find_claim(model.claims, "recovered")->verdict, Verdict::refuted);
  EXPECT_EQ(words::recovered_figure(model), "not yet");
  EXPECT_FALSE(model.after.has_value());
}

TEST(Answer, TellsOfSeveralStretchesAndOfFailuresBesideThem) {
  TestRun run;
  run.bad = [](std::size_t i) { return (i >= 20 && i < 40) || (i >= 100 && i < 115) || i == 150; };
  const auto model = analysed(run);
  EXPECT_EQ(model.answer, "Yes, users were affected.");
  ASSERT_EQ(model.windows.size(), 2U);
  EXPECT_EQ(model.sentences.at(0),
            "36 of 180 requests failed (20.0 %, 95 % interval 14.8 to 26.4 %), 35 of them in 2 "
            "stretches of 6.7 s and 5.0 s, the first of which began within a second of the kill; 1 "
            "more failed outside them.");
  EXPECT_EQ(model.sentences.at(1),
            "Service came back by itself; afterwards 64 of 65 requests succeeded.");
  EXPECT_EQ(model.inside, count_of(35, 35));
}

TEST(Answer, DoesNotBlameTheFaultForWhatFailedBeforeIt) {
  auto run = many([](std::size_t i) { return i % 20 == 0; });
  const auto model = analysed(run);
  EXPECT_NE(model.outcome, Verdict::refuted);
  EXPECT_EQ(model.answer, "No more than before.");
  EXPECT_TRUE(model.sentences.at(0).starts_with(
      "The objective was already missed before the fault: 200 of 4000 requests failed (5.0 %, "))
      << model.sentences.at(0);
  EXPECT_TRUE(model.windows.empty());
}

TEST(Answer, IsRefutedByExtraFailuresThatNoWindowHolds) {
  // One in ten from the fault on, none before: a stretch that never ends.
  auto run = many([](std::size_t i) { return i >= 4000 && i % 10 == 0; });
  const auto model = analysed(run);
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_EQ(find_claim(model.claims, "extra failures")->verdict, Verdict::refuted);
}

TEST(Answer, TurnsWithTheQuestion) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  struct Row {
    std::string title, answer;
  };
  for (const Row& row :
       {Row{"Are users impacted by the loss of a pod?", "Yes, users were affected."},
        Row{"Does checkout survive the loss of a pod?", "No, users were affected."},
        Row{"What happens when a pod is lost?", "Refuted: Function is available"},
        Row{"Checkout survives the loss of a pod", "Refuted: Function is available"}}) {
    run.title = row.title;
    EXPECT_EQ(analysed(run).answer, row.answer) << row.title;
  }
}

TEST(Answer, SaysThatNothingWasRunWhenTheGateWasMissed) {
  const TestRun run;
  Json journal = run.journal();
  Json& before = journal["steady_states"]["before"];
  before["steady_state_met"] = false;
  before["probes"][0]["tolerance_met"] = false;
  before["probes"][0]["output"]["status"] = 503;
  journal["steady_states"]["after"] = nullptr;
  journal["run"] = Json::array();
  journal["status"] = "failed";
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.outcome, Verdict::not_measured);
  EXPECT_EQ(model.answer, "Not run: the steady state was not met before");
  EXPECT_EQ(model.sentences,
            (std::vector<std::string>{"Nothing was broken: the check before the method failed: "
                                      "function-must-respond was 503, expected 200."}));
  EXPECT_TRUE(model.faults.empty());
}

TEST(Answer, OfACutRunStandsOnWhatWasSeen) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  Json journal = run.journal();
  journal["status"] = "interrupted";
  journal["steady_states"]["after"] = nullptr;
  journal["run"][1].erase("end");
  journal.erase("end");
  journal.erase("duration");
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_TRUE(any_starts(model.blind_spots, "the run was interrupted")) << model.blind_spots.at(0);
  EXPECT_EQ(find_claim(model.claims, "steady state after")->verdict, Verdict::not_measured);

  const auto calm = analysed(many([](std::size_t) { return false; }));
  EXPECT_EQ(calm.outcome, Verdict::held);
  TestRun quiet = many([](std::size_t) { return false; });
  Json cut = quiet.journal();
  cut["steady_states"]["after"] = nullptr;
  cut["status"] = "interrupted";
  EXPECT_EQ(analysed(quiet, cut).outcome, Verdict::not_measured);
  EXPECT_EQ(analysed(quiet, cut).answer, "Cannot tell: the run was cut short.");
}

TEST(Answer, NamesASteadyStateThatDidNotReturn) {
  TestRun run = many([](std::size_t) { return false; });
  Json journal = run.journal();
  journal["deviated"] = true;
  Json& after = journal["steady_states"]["after"];
  after["steady_state_met"] = false;
  after["probes"][0]["tolerance_met"] = false;
  after["probes"][0]["output"]["status"] = 503;
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_EQ(model.answer, "The steady state did not return.");
  EXPECT_EQ(
      model.sentences.back(),
      "The steady state was not met after the method: function-must-respond was 503, expected "
      "200.");
}

TEST(Answer, CannotTellWithoutALoad) {
  const TestRun run;
  Json journal = run.journal();
  journal["run"].erase(0);
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.outcome, Verdict::not_measured);
  EXPECT_EQ(model.answer, "Cannot tell: no user requests were made.");
  EXPECT_EQ(model.load_missing, "");
}

TEST(Answer, PutsAFailedRollbackAmongTheBlindSpots) {
  const TestRun run;
  Json journal = run.journal();
  journal["rollbacks"] = Json::array(
      {{{"activity", {{"type", "action"}, {"name", "uncordon"}, {"provider", nullptr}}},
        {"output", nullptr},
        {"start", test_time(62)},
        {"end", test_time(62.1)},
        {"status", "failed"},
        {"exception", Json::array({"Traceback:\n", "ActivityFailed: 403 Forbidden\n"})}}});
  const auto model = analysed(run, journal);
  EXPECT_TRUE(
      any_starts(model.blind_spots, "1 of 1 rollbacks failed; the system may still be broken"));
  EXPECT_EQ(model.activities.back().failure, "ActivityFailed: 403 Forbidden");
}

TEST(Faults, WithoutOneEverythingIsJudgedAndNothingCompared) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  Json journal = run.journal();
  journal["run"].erase(1);
  const auto model = analysed(run, journal);
  EXPECT_TRUE(model.faults.empty());
  EXPECT_EQ(model.windows.size(), 1U);
  EXPECT_FALSE(model.before.has_value());
  EXPECT_EQ(model.sentences.at(0).find("began at 10:00:06.7") == std::string::npos, false)
      << model.sentences.at(0);
}

TEST(Faults, ComeFromOurOwnEvidenceWhenThereIsSome) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  Json journal = run.journal();
  const Json fault = {{"kind", "pod-deletion"},    {"target", "shop-1 in shop"},
                      {"started", test_time(6.1)}, {"ended", test_time(6.15)},
                      {"confirmed", true},         {"by", "read back: gone"}};
  const Json calls = Json::array({{{"endpoint", "GET /api/v1/pods"}, {"count", 3}}});
  const Json sandbox = {{"words", "emulated cluster"},
                        {"profile", "seed"},
                        {"parameters", {{"start_delay_ms", 13500}}},
                        {"differences", {"no kube-proxy"}},
                        {"calls", calls}};
  const Json cluster = {
      {"server", "https://127.0.0.1:6443"}, {"emulated", true}, {"sandbox", sandbox}};
  journal["brunt"] = {
      {"version", "0.1.0"},
      {"activities", Json::array({{{"phase", "method"},
                                   {"index", 1},
                                   {"name", "kill-one"},
                                   {"evidence", {{"fault", fault}, {"cluster", cluster}}}}})}};
  const auto model = analysed(run, journal);
  ASSERT_EQ(model.faults.size(), 1U);
  EXPECT_EQ(model.faults[0].what, "deleted pod shop-1 in shop");
  EXPECT_TRUE(model.faults[0].confirmed);
  EXPECT_LT(model.faults[0].precision_seconds, 0.001);
  EXPECT_TRUE(model.checks.at(0).evidence.starts_with("read back: gone"));
  EXPECT_EQ(model.engine, "brunt 0.1.0");
  EXPECT_EQ(model.emulated, "emulated cluster, profile seed");
  EXPECT_EQ(model.emulation.at("start_delay_ms"), 13500);
  EXPECT_EQ(model.sandbox_calls, (std::vector<std::string>{"GET /api/v1/pods × 3"}));
  EXPECT_EQ(model.target, "namespace shop at https://127.0.0.1:6443");
}

TEST(Faults, OwnTheRequestsThatWereUnderWayWhenTheyCame) {
  TestRun run;
  run.fault_s = 6.5;  // request 19 was sent at 6.33 and failed after 3 s
  run.bad = [](std::size_t i) { return i >= 19 && i < 40; };
  const auto model = analysed(run);
  EXPECT_EQ(model.before, count_of(0, 19));
  EXPECT_EQ(model.inside, count_of(21, 21));
}

TEST(Answer, StandsOnNoRequestAfterTheFault) {
  TestRun run;
  run.fault_s = 61;
  const auto model = analysed(run);
  EXPECT_EQ(model.outcome, Verdict::inconclusive);
  EXPECT_EQ(model.blind_spots.at(0), "no request was sent after the fault");
  run.n = 1;
  run.fault_s = 0;
  EXPECT_EQ(analysed(run).outcome, Verdict::inconclusive);
}

TEST(Measure, FindsOneSecondOfHarmInAHundredThousandRequests) {
  std::vector<RequestMark> requests(100'000);
  const WallTime zero = parse_time("2026-03-01T10:00:00Z").value();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i].sent = zero + std::chrono::milliseconds(i);
    requests[i].failed = (i >= 50'000 && i < 51'000) || i % 1000 == 500;
  }
  const Measured measured = measure(requests, zero + std::chrono::seconds(40));
  ASSERT_EQ(measured.windows.size(), 1U);
  EXPECT_EQ(measured.windows[0].inside, count_of(1000, 1000));
  EXPECT_EQ(failures_outside(measured), 59U);
}

TEST(Checks, InsideAWindowAreCounted) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  Json journal = run.journal();
  Json during = journal["steady_states"]["before"];
  during["steady_state_met"] = false;
  during["probes"][0]["start"] = test_time(8);
  during["probes"][0]["end"] = test_time(8.1);
  journal["steady_states"]["during"].push_back(during);
  const auto model = analysed(run, journal);
  EXPECT_EQ(std::count_if(model.activities.begin(), model.activities.end(),
                          [](const ActivityBar& bar) { return bar.phase == "during"; }),
            static_cast<std::ptrdiff_t>(during["probes"].size()))
      << "the page shows them";
  EXPECT_EQ(model.checks_run, 3U);
  EXPECT_EQ(model.checks_inside, 1U);
  const auto hypothesis = std::find_if(model.detectors.begin(), model.detectors.end(),
                                       [](const Detector& d) { return d.name == "hypothesis"; });
  ASSERT_NE(hypothesis, model.detectors.end());
  EXPECT_NEAR(hypothesis->after_seconds.value(), 8.1 - 20.0 / 3, 1e-6);
  EXPECT_EQ(model.detected_note, "");
}

}  // namespace
}  // namespace brunt::impact

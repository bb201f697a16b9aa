#include "impact/claims.h"

#include <gtest/gtest.h>

#include "impact/slo_file.h"
#include "impact/test_run.h"

namespace brunt::impact {
namespace {

/// The run judged by one claim of the command line.
ReportModel judged(const TestRun& run, const std::vector<std::string>& texts) {
  const TestFolder folder;
  folder.write(run.output, run.table());
  Inputs inputs;
  inputs.folder = folder.path();
  inputs.journal = run.journal();
  inputs.journal_text = to_text(inputs.journal, 2);
  for (const std::string& text : texts) {
    inputs.claims.push_back(analysis::parse_claim(text).value());
    inputs.claims.back().origin = "command line";
  }
  return analyse(inputs).value();
}

TestRun broken() {
  TestRun run;
  run.n = 6000;
  run.rate = 100;
  run.fault_s = 20;
  run.bad = [](std::size_t i) { return i >= 2010 && i < 2510; };
  return run;
}

TEST(StatedClaims, AreHeldRefutedOrInconclusive) {
  struct Row {
    const char* text;
    Verdict verdict;
    const char* observed;
  };
  const std::vector<Row> rows = {
      Row{"success >= 99.9% during fault", Verdict::refuted, "9 of 509, 1.8 % [0.93, 3.3 %]"},
      Row{"success >= 90%", Verdict::held, "5500 of 6000, 91.7 % [90.9, 92.3 %]"},
      Row{"success >= 92%", Verdict::inconclusive, "5500 of 6000, 91.7 % [90.9, 92.3 %]"},
      Row{"failures <= 0.1% before fault", Verdict::inconclusive, "0 of 2001, 0 % [0, 0.19 %]"},
      Row{"failures <= 0.2% before fault", Verdict::held, "0 of 2001, 0 % [0, 0.19 %]"},
      Row{"success >= 99.8% after fault", Verdict::held, "3490 of 3490, 100 % [99.9, 100 %]"},
      Row{"success within 10ms >= 50%", Verdict::refuted, "0 of 6000, 0 % [0, 0.06 %]"},
      Row{"success within 20ms >= 50% before", Verdict::held, "2001 of 2001, 100 % [99.8, 100 %]"},
      Row{"p95 <= 30ms", Verdict::held, "0.02 s of 5500 successes [0.02 s, 0.02 s]"},
      Row{"p95 <= 10ms", Verdict::refuted, "0.02 s of 5500 successes [0.02 s, 0.02 s]"},
      Row{"max < 20ms", Verdict::refuted, "0.02 s of 5500 successes"},
      Row{"extra failures <= 1%", Verdict::refuted, "12.5 % more [11.5, 13.6 %]"},
      Row{"impact <= 10s", Verdict::held, "5.0 s (±0.01 s)"},
      Row{"impact <= 4s", Verdict::refuted, "5.0 s (±0.01 s)"},
      Row{"impact <= 5s", Verdict::inconclusive, "5.0 s (±0.01 s)"},
      Row{"windows <= 0", Verdict::refuted, "1 window"},
      Row{"windows <= 1", Verdict::held, "1 window"},
      Row{"recovery <= 10s", Verdict::held, "5.1 s"},
      Row{"recovery <= 5s", Verdict::refuted, "5.1 s"},
      Row{"detection <= 5s", Verdict::not_measured, "no server-side source was read"},
  };
  std::vector<std::string> texts;
  for (const Row& row : rows)
    texts.emplace_back(row.text);
  const auto model = judged(broken(), texts);
  ASSERT_GE(model.claims.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Claim& claim = model.claims[i];
    EXPECT_EQ(claim.statement, rows[i].text);
    EXPECT_EQ(claim.verdict, rows[i].verdict) << rows[i].text << ": " << claim.observed;
    EXPECT_EQ(claim.observed, rows[i].observed) << rows[i].text;
    EXPECT_EQ(claim.origin, "command line");
  }
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_EQ(judged(broken(), {"success >= 92%"}).outcome, Verdict::inconclusive);
  EXPECT_EQ(judged(broken(), {"success >= 90%"}).outcome, Verdict::held);
}

TEST(StatedClaims, TakeTheDefaultsPlaceButNotTheSteadyStates) {
  const TestRun run = broken();
  const auto model = judged(run, {"impact <= 10s", "success >= 80%"});
  EXPECT_EQ(model.outcome, Verdict::held);
  EXPECT_EQ(model.answer, "Held: all that was claimed");
  EXPECT_EQ(model.sentences.at(0), "impact: 5.0 s (±0.01 s); claimed: impact <= 10s.");
  EXPECT_TRUE(model.sentences.at(1).starts_with("500 of 6000 requests failed"))
      << model.sentences.at(1);
  const Claim* window = find_claim(model.claims, "no impact window");
  ASSERT_NE(window, nullptr);
  EXPECT_EQ(window->verdict, Verdict::refuted);
  EXPECT_FALSE(window->decides);
  EXPECT_TRUE(find_claim(model.claims, "steady state after")->decides);
  const auto refuted = judged(run, {"impact <= 10s", "success >= 99%"});
  EXPECT_EQ(refuted.outcome, Verdict::refuted);
  EXPECT_EQ(refuted.answer, "Yes, users were affected.");
}

TEST(StatedClaims, OfTheSeedsKindAreRefutedByTheRequestsOfTheWindowAlone) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 18 && i < 60; };
  const auto model = judged(run, {"success >= 99.9% during fault"});
  EXPECT_EQ(model.claims.front().observed, "0 of 42, 0 % [0, 8.4 %]");
  EXPECT_EQ(model.claims.front().verdict, Verdict::refuted);
  ASSERT_TRUE(model.claims.front().interval.has_value());
  EXPECT_NEAR(model.claims.front().interval->high, 0.084, 5e-4);
}

TEST(StatedClaims, AreNotMeasuredWithoutRequestsWhereTheyLook) {
  TestRun run;
  run.fault_s = 61;
  const auto late = judged(run, {"success >= 50% since fault"});
  EXPECT_EQ(late.outcome, Verdict::not_measured);
  EXPECT_EQ(late.claims.front().observed, "no request was sent then");
  EXPECT_EQ(late.answer, "Cannot tell: not measured: success >= 50% since fault");

  Inputs inputs;
  inputs.journal = run.journal();
  inputs.journal_text = to_text(inputs.journal);
  inputs.folder = "/nonexistent";
  inputs.claims = {analysis::parse_claim("success >= 50%").value()};
  const auto missing = analyse(inputs).value();
  EXPECT_EQ(missing.outcome, Verdict::not_measured);
  EXPECT_EQ(missing.claims.front().observed, "result.csv is not beside the journal");
}

TEST(StatedClaims, AreNotMeasuredWhereTheLoadEndedLongBeforeTheFault) {
  TestRun run = broken();
  run.bad = [](std::size_t) { return false; };
  Json journal = run.journal();
  journal["run"][1]["end"] = test_time(120);  // a fault of 100 s, of which 40 were looked at
  const auto model = analysed(run, journal);
  const Claim* window = find_claim(model.claims, "no impact window");
  ASSERT_NE(window, nullptr);
  EXPECT_EQ(window->verdict, Verdict::inconclusive);
  EXPECT_EQ(window->observed,
            "none of 0.03 s or longer, but requests were sent in 40.0 % of the fault only");
  EXPECT_EQ(model.outcome, Verdict::inconclusive);
}

TEST(StatedClaims, GoByTheNameTheyWereGiven) {
  const TestRun run = broken();
  Json journal = run.journal();
  journal["experiment"]["brunt"] = {{"claims",
                                     {{{"claim", "impact <= 9s"}, {"name", "short outage"}},
                                      {{"claim", "impact <= 8s"}, {"name", "no impact window"}},
                                      "windows <= 1"}}};
  const auto model = analysed(run, journal);
  ASSERT_GE(model.claims.size(), 3U);
  EXPECT_EQ(model.claims[0].name, "short outage");
  EXPECT_EQ(model.claims[0].statement, "impact <= 9s");
  EXPECT_EQ(model.claims[1].name, "no impact window");
  EXPECT_EQ(model.claims[2].name, "windows");
  const Claim* by_default = find_claim(model.claims, "no impact window");
  ASSERT_NE(by_default, nullptr);
  EXPECT_EQ(by_default->origin, "default");
}

TEST(StatedClaims, ComeFromTheExperimentToo) {
  TestRun run = broken();
  Json journal = run.journal();
  journal["experiment"]["brunt"] = {
      {"claims", {"success >= 80%", {{"claim", "impact <= 9s"}}, "sucess >= 99%"}}};
  const auto model = analysed(run, journal);
  ASSERT_GE(model.claims.size(), 3U);
  EXPECT_EQ(model.claims[0].verdict, Verdict::held);
  EXPECT_EQ(model.claims[0].origin, "experiment");
  EXPECT_EQ(model.claims[1].verdict, Verdict::held);
  EXPECT_EQ(model.claims[2].verdict, Verdict::not_measured);  // never green
  EXPECT_NE(model.claims[2].observed.find("found \"sucess\""), std::string::npos);
  EXPECT_EQ(model.outcome, Verdict::not_measured);
}

TEST(Slo, OfOpenSloIsAClaimPerObjective) {
  const Json document = parse_json(R"({"apiVersion": "openslo/v1", "kind": "SLO",
    "metadata": {"name": "astre"},
    "spec": {"indicator": {"metadata": {"name": "ratio"}},
             "timeWindow": [{"duration": "28d", "isRolling": true}],
             "objectives": [{"target": 0.999}, {"targetPercent": 95, "op": "lte", "value": 0.3}]}})")
                            .value();
  const auto claims = claims_of_slo(document, "astre.yaml").value();
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].text, "success >= 99.9% since fault");
  EXPECT_EQ(claims[0].origin, "SLO file astre.yaml");
  EXPECT_EQ(claims[0].period_seconds, 28 * 86400.0);
  EXPECT_EQ(claims[1].text, "success within 0.3s >= 95% since fault");
  EXPECT_EQ(claims[1].within_seconds, 0.3);
  for (const auto& claim : claims) {  // their texts can be given on a command line
    EXPECT_EQ(analysis::parse_claim(claim.text)->threshold, claim.threshold);
  }
}

TEST(Slo, OfSlothIsAClaimPerSlo) {
  const Json plain = parse_json(R"({"version": "prometheus/v1", "service": "shop",
    "slos": [{"name": "requests", "objective": 99.9, "sli": {"events": {}}}]})")
                         .value();
  EXPECT_EQ(claims_of_slo(plain, "a").value().at(0).threshold, 0.999);
  const Json resource = parse_json(R"({"apiVersion": "sloth.slok.dev/v1",
    "kind": "PrometheusServiceLevel", "spec": {"service": "shop",
    "slos": [{"name": "requests", "objective": 95}]}})")
                            .value();
  EXPECT_EQ(claims_of_slo(resource, "a").value().at(0).threshold, 0.95);
}

TEST(Slo, SaysWhatItCannotRead) {
  const auto what = [](const char* text) {
    const auto claims = claims_of_slo(parse_json(text).value(), "a");
    return claims ? std::string("read") : claims.error().what;
  };
  EXPECT_EQ(what(R"({"apiVersion": "openslo/v1", "kind": "SLO", "spec": {}})"),
            "the SLO has no objectives");
  EXPECT_EQ(what(R"({"apiVersion": "openslo/v1", "kind": "SLO",
                     "spec": {"objectives": [{"target": 99}]}})"),
            "an objective has no target between 0 and 1, and no targetPercent");
  EXPECT_EQ(what(R"({"version": "prometheus/v1", "slos": [{"name": "a"}]})"),
            "slo \"a\" has no objective between 0 and 100");
  EXPECT_EQ(what(R"({"apiVersion": "v1"})"),
            "neither OpenSLO (apiVersion: openslo/v1) nor Sloth (version: prometheus/v1): found "
            "apiVersion: v1");
  EXPECT_EQ(what(R"({"apiVersion": "openslo/v1", "kind": "Service"})"), "read");
}

}  // namespace
}  // namespace brunt::impact

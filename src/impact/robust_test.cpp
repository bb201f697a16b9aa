#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impact/test_run.h"
#include "sys/file.h"

/// Journals as they should not be: cut, null, huge, of other versions, with script in every text.
namespace brunt::impact {
namespace {

TestRun broken() {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  return run;
}

/// Every place of a document that can be taken out or replaced.
void places(const Json& value, const std::string& at, std::vector<std::string>& out) {
  out.push_back(at);
  if (value.is_object()) {
    for (const auto& [key, item] : value.items())
      places(item, at + "/" + key, out);
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      places(value[i], at + "/" + std::to_string(i), out);
  }
}

TEST(Journals, OfAnyVersionAreJudgedAlike) {
  const TestRun run = broken();
  const auto whole = analysed(run);
  struct Row {
    const char* what;
    std::function<void(Json&)> change;
    const char* engine;
  };
  for (const Row& row : {
           Row{"1.45: as it is", [](Json&) {}, "chaostoolkit-lib 1.45.0"},
           Row{"no library version, no durations, no deviation (0.x, 1.0)",
               [](Json& j) {
                 j.erase("chaoslib-version");
                 j.erase("deviated");
                 j["steady_states"].erase("during");
                 for (Json& entry : j["run"])
                   entry.erase("duration");
               },
               "Chaos Toolkit, version unknown"},
           Row{"1.0: during is null, rollbacks missing",
               [](Json& j) {
                 j["chaoslib-version"] = "1.0.0";
                 j["steady_states"]["during"] = nullptr;
                 j.erase("rollbacks");
               },
               "chaostoolkit-lib 1.0.0"},
           Row{"1.20: states with nulls in them",
               [](Json& j) {
                 j["chaoslib-version"] = "1.20.0";
                 j["steady_states"]["before"]["probes"][0]["output"] = nullptr;
                 j["steady_states"]["during"].push_back(nullptr);
               },
               "chaostoolkit-lib 1.20.0"},
           Row{"times without offsets and fractions",
               [](Json& j) {
                 for (Json& entry : j["run"]) {
                   for (const char* key : {"start", "end"})
                     entry[key] = entry[key].get<std::string>().substr(0, 19);
                 }
               },
               "chaostoolkit-lib 1.45.0"},
       }) {
    Json journal = run.journal();
    row.change(journal);
    const auto model = analysed(run, journal);
    EXPECT_EQ(model.outcome, whole.outcome) << row.what;
    EXPECT_EQ(model.windows.size(), 1U) << row.what;
    EXPECT_EQ(model.engine, row.engine) << row.what;
  }
}

TEST(Journals, AreReadWhateverIsMissingOrNull) {
  TestRun run = broken();
  run.n = 30;
  run.fault_s = 0.5;
  const Json whole = run.journal();
  std::vector<std::string> all;
  places(whole, "", all);
  ASSERT_GT(all.size(), 100U);
  const TestFolder folder;
  folder.write(run.output, run.table());
  for (const std::string& at : all) {
    if (at.empty()) continue;
    for (const Json& instead : {Json(nullptr), Json("x"), Json::array({-1})}) {
      Inputs inputs;
      inputs.folder = folder.path();
      inputs.journal = whole;
      inputs.journal[Json::json_pointer(at)] = instead;
      const auto model = analyse(inputs);
      EXPECT_TRUE(model || model.error().code == Errc::invalid_input) << at;
    }
  }
}

TEST(Journals, WithoutAfterAreNeverHeld) {
  TestRun run;
  run.n = 12000;
  run.rate = 200;
  run.fault_s = 20;
  for (const Json& after : {Json(nullptr), Json::object(), Json("cut")}) {
    Json journal = run.journal();
    journal["steady_states"]["after"] = after;
    EXPECT_EQ(analysed(run, journal).outcome, Verdict::not_measured) << after;
  }
  Json journal = run.journal();
  journal["steady_states"].erase("after");
  EXPECT_EQ(analysed(run, journal).outcome, Verdict::not_measured);
}

TEST(Journals, KeepNoHugeOutputWhole) {
  const TestRun run = broken();
  Json journal = run.journal();
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text +=
        test_time(i / 400.0) + " level=error msg=\" upstream " + std::to_string(i) + " gone\"\n";
  journal["run"][1]["output"] = text;
  const auto model = analysed(run, journal);
  ASSERT_EQ(model.logs.size(), 1U);
  EXPECT_EQ(model.logs[0].lines.size(), 20'000U);
  ASSERT_EQ(model.logs[0].groups.size(), 1U);
  EXPECT_EQ(model.logs[0].groups[0].count, 20'000U);
  for (const ActivityBar& bar : model.activities)
    EXPECT_LT(bar.output_text.size(), 5000U);
}

TEST(Journals, OfTwoGatewaysAreReadTogether) {
  const TestRun run = broken();
  Json journal = run.journal();
  std::string first;
  std::string second;
  for (std::size_t i = 0; i < run.n; ++i) {
    if (run.bad(i)) continue;
    const std::string line = test_time(static_cast<double>(i) / 3 + 0.01) +
                             " x Forwarded [GET] to /function/astre - [200] - 0.010000 seconds\n";
    (i % 2 == 0 ? first : second) += line;
  }
  Json logs = journal["run"][1];
  logs["activity"] = {{"type", "probe"},
                      {"name", "logs"},
                      {"provider",
                       {{"type", "python"},
                        {"module", "chaosk8s.pod.probes"},
                        {"func", "read_pod_logs"},
                        {"arguments", Json::object()}}}};
  logs["output"] = {{"gateway-a", first}, {"gateway-b", second}};
  logs["start"] = test_time(61.5);
  logs["end"] = test_time(61.6);
  journal["run"].push_back(logs);
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.logs.size(), 2U);
  ASSERT_FALSE(model.reconciliation.empty());
  EXPECT_EQ(model.reconciliation[0].seen, "160");
  EXPECT_TRUE(model.reconciliation[0].equal) << model.reconciliation[0].predicted;
}

}  // namespace
}  // namespace brunt::impact

#include "cli/findings.h"

#include <gtest/gtest.h>

#include "codec/experiment.h"
#include "codec/rules.h"

namespace brunt::cli {
namespace {

Findings broken(const std::string& file) {
  const auto read = codec::read_experiment(
      "{\n \"title\": \"t\", \"description\": \"d\",\n \"methods\": [],\n \"tags\": \"ab\"}",
      codec::Format::json);
  return {file, "", read ? read->warnings : read.error()};
}

TEST(Findings, AsJsonSayWhereAndWhatToDo) {
  const Json out = findings_as_json(broken("shop.json"));
  EXPECT_EQ(out["valid"], false);
  EXPECT_EQ(out["errors"], 1);
  EXPECT_EQ(out["warnings"], 1);
  EXPECT_EQ(out["findings"][0], Json({{"level", "error"},
                                      {"rule", "experiment/method"},
                                      {"message", "an experiment needs a method"},
                                      {"line", 3},
                                      {"column", 2},
                                      {"path", "/methods"},
                                      {"what", "experiment"},
                                      {"found", "\"methods\""},
                                      {"expected", "\"method\": a list of activities"},
                                      {"suggestion", "did you mean \"method\"?"}}));
  const Json fine = findings_as_json({"x.json", "t", {}});
  EXPECT_EQ(fine, Json({{"file", "x.json"},
                        {"valid", true},
                        {"title", "t"},
                        {"errors", 0},
                        {"warnings", 0},
                        {"findings", Json::array()}}));
}

/// What SARIF 2.1.0 demands of what we write.
TEST(Findings, AsSarifHaveTheShapeOfItsStandard) {
  const Json out = findings_as_sarif(broken("a folder/shop.json"), "1.2.3");
  EXPECT_EQ(out["version"], "2.1.0");
  ASSERT_EQ(out["runs"].size(), 1U);
  const Json& run = out["runs"][0];
  const Json& driver = run["tool"]["driver"];
  EXPECT_EQ(driver["name"], "brunt");
  EXPECT_EQ(driver["semanticVersion"], "1.2.3");
  EXPECT_EQ(driver["rules"].size(), codec::rules().size());
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  ASSERT_EQ(run["results"].size(), 2U);
  for (const Json& result : run["results"]) {
    EXPECT_EQ(driver["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
    EXPECT_FALSE(result["message"]["text"].get<std::string>().empty());
    const Json& physical = result["locations"][0]["physicalLocation"];
    EXPECT_EQ(physical["artifactLocation"]["uri"], "a%20folder/shop.json");
    EXPECT_GE(physical["region"]["startLine"], 1);
    EXPECT_GE(physical["region"]["startColumn"], 1);
  }
  EXPECT_EQ(run["results"][0]["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");
}

TEST(Findings, AsSarifNameTheFileByAUri) {
  const auto uri = [](const std::string& file) {
    const Json out = findings_as_sarif(broken(file), "1");
    return out["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
              ["uri"]
                  .get<std::string>();
  };
  EXPECT_EQ(uri("/a b/x.json"), "file:///a%20b/x.json");
  EXPECT_EQ(uri("http://shop/x.json"), "http://shop/x.json");
  EXPECT_EQ(uri("-"), "stdin");
}

TEST(Findings, OfNoRuleOfOursComeUnderOneThatIs) {
  codec::Problem problem;
  problem.summary = "kubectl is not there";
  const Json out = findings_as_sarif({"x.json", "t", {problem}}, "1");
  EXPECT_EQ(out["runs"][0]["results"][0]["ruleId"], "run/not-ready");
}

}  // namespace
}  // namespace brunt::cli

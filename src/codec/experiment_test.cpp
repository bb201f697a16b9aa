#include "codec/experiment.h"

#include <chrono>

#include <gtest/gtest.h>

namespace brunt::codec {
namespace {

const std::string document = R"({
  "version": "1.0.0",
  "title": "t", "description": "d", "tags": ["x"],
  "contributions": {"reliability": "high"},
  "configuration": {"n": 1}, "secrets": {"s": {"k": "v"}},
  "steady-state-hypothesis": {"title": "h", "probes": [
    {"type": "probe", "name": "p", "tolerance": [200, 201],
     "provider": {"type": "http", "url": "http://x"}},
    {"ref": "a", "tolerance": 0}]},
  "method": [
    {"type": "action", "name": "a", "background": true, "pauses": {"before": 1.5, "after": "${n}"},
     "provider": {"type": "process", "path": "x", "arguments": "y"}}],
  "rollbacks": [{"ref": "a"}]
})";

TEST(Experiment, BecomesAPlainValue) {
  const auto read = read_experiment(document, Format::json);
  ASSERT_TRUE(read) << describe_all(read.error(), "x");
  const auto& experiment = read->experiment;
  EXPECT_EQ(experiment.title, "t");
  EXPECT_EQ(experiment.tags, std::vector<std::string>{"x"});
  EXPECT_EQ(experiment.hypothesis->probes[0].tolerance, Json({200, 201}));
  EXPECT_EQ(experiment.hypothesis->probes[1].ref, "a");
  const auto& action = experiment.method[0];
  EXPECT_EQ(action.type, model::ActivityType::action);
  EXPECT_TRUE(action.background);
  EXPECT_EQ(action.pause_before, 1.5);
  EXPECT_EQ(action.pause_after, "${n}");
  EXPECT_EQ(action.provider_type, "process");
  EXPECT_EQ((*action.provider)["arguments"], "y");
  EXPECT_EQ(experiment.rollbacks[0].ref, "a");
  ASSERT_EQ(read->warnings.size(), 1U);
  EXPECT_EQ(read->warnings[0].rule, "provider/no-timeout");
}

TEST(Experiment, KeepsTheDocumentWithItsOrderAndUnknownKeys) {
  const auto read = read_experiment(document, Format::json);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(read->experiment.document), to_text(Json::parse(document)));
}

TEST(Experiment, IsTheSameFromYaml) {
  const auto json = read_experiment(document, Format::json);
  const auto yaml = read_experiment(document, Format::yaml);
  ASSERT_TRUE(json && yaml);
  EXPECT_EQ(json->experiment, yaml->experiment);
}

TEST(Experiment, MayBeAlmostEmpty) {
  const auto read = read_experiment(R"({"title":"t","description":"d","method":[]})", Format::json);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->experiment.hypothesis);
}

TEST(Experiment, WarnsOfPlaceholdersThatAreNeverReplaced) {
  const auto warned = [](const std::string& title) {
    const auto read = read_experiment(R"({"title":")" + title + R"(","description":"d","method":[],
        "configuration":{"svc_name":1,"a-b":2},"secrets":{"s":{"token":"x"}}})",
                                      Format::json);
    EXPECT_TRUE(read) << title;
    return read && !read->warnings.empty() ? read->warnings[0].hint : "";
  };
  EXPECT_EQ(warned("${svc_nam}"), "did you mean ${svc_name}?");
  EXPECT_EQ(warned("a ${ svc_name }"), "write ${svc_name}");
  EXPECT_EQ(warned("${a-b}"), "rename the key");
  for (const char* fine : {"${svc_name}", "${token}", "${HOME}", "$${svc_nam}", "${", "$svc_nam"}) {
    EXPECT_EQ(warned(fine), "") << fine;
  }
}

TEST(Experiment, WithManyMembersIsReadInLittleTime) {
  std::string text = R"({"title":"t","description":"d","method":[],"configuration":{"k":0)";
  for (int i = 0; i < 20'000; ++i)
    text += ",\"k" + std::to_string(i) + "\":1";
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(read_experiment(text + "}}", Format::json));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

TEST(Experiment, NeverCrashesWhateverStandsAnywhere) {
  const Json whole = Json::parse(document);
  const std::vector<Json> replacements{nullptr,
                                       false,
                                       0,
                                       -1.5,
                                       "",
                                       "x",
                                       Json::array(),
                                       Json::array({nullptr}),
                                       Json::object(),
                                       {{"type", "env"}}};
  const Json flat = whole.flatten();
  std::vector<std::string> pointers;
  for (const auto& [pointer, value] : flat.items()) {
    for (std::size_t end = pointer.size(); end != std::string::npos && end > 0;
         end = pointer.rfind('/', end - 1)) {
      pointers.push_back(pointer.substr(0, end));
    }
  }
  int refused = 0;
  for (const auto& pointer : pointers) {
    for (const auto& replacement : replacements) {
      Json changed = whole;
      changed[Json::json_pointer(pointer)] = replacement;
      refused += read_experiment(to_text(changed), Format::json) ? 0 : 1;
      refused += read_experiment(to_text(changed), Format::yaml) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(Describe, ShowsTheFivePartsOfAFinding) {
  Problem problem{
      .line = 41, .column = 30, .pointer = "/steady-state-hypothesis/probes/1/tolerance"};
  problem.summary = "the experiment has a tolerance that can never be met";
  problem.what = "probe function-must-exist";
  problem.found = "\"200 \"";
  problem.expected = "a number such as 200";
  problem.hint = "write 200 without quotes";
  EXPECT_EQ(
      describe(problem, "terminate-function.json"),
      "error: the experiment has a tolerance that can never be met\n"
      "  where     terminate-function.json:41:30   /steady-state-hypothesis/probes/1/tolerance\n"
      "  what      probe function-must-exist\n"
      "  found     \"200 \"\n"
      "  expected  a number such as 200\n"
      "  do        write 200 without quotes");
  problem.is_warning = true;
  EXPECT_TRUE(describe(problem, "").starts_with("warning: ")) << describe(problem, "");
  EXPECT_NE(describe(problem, "").find("line 41, column 30"), std::string::npos);
}

TEST(Describe, ShowsUpToTenAndCountsTheRest) {
  std::vector<Problem> problems(24);
  for (auto& problem : problems)
    problem.summary = "wrong";
  const std::string text = describe_all(problems, "x");
  EXPECT_TRUE(text.ends_with("\n\nand 14 more")) << text;
}

TEST(Describe, ReplacesControlCharacters) {
  Problem problem;
  problem.summary = "a \x1b[31m title";
  EXPECT_EQ(describe(problem, ""), "error: a ␛[31m title");
}

}  // namespace
}  // namespace brunt::codec

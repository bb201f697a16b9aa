#include <gtest/gtest.h>

#include "impact/digest.h"
#include "impact/journal.h"
#include "impact/requests.h"
#include "impact/test_run.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

ReportModel analysed_in(const TestFolder& folder, const Json& journal) {
  Inputs inputs;
  inputs.folder = folder.path();
  inputs.journal = journal;
  inputs.journal_text = to_text(journal);
  return analyse(inputs).value();
}

TEST(ResultFile, OfAnotherRunIsNamedAndNotUsed) {
  TestRun run;
  const TestFolder folder;
  folder.write(run.output, "seq,sent_utc,code,latency_ms\n0,2018-04-24T17:20:43Z,200,12\n");
  const auto model = analysed_in(folder, run.journal());
  EXPECT_EQ(model.outcome, Verdict::not_measured);
  EXPECT_EQ(model.answer, "Cannot tell: the load's result is unusable.");
  EXPECT_EQ(model.sentences.at(0),
            "result.csv, named by traffic, is of another run: its requests were sent from "
            "2018-04-24T17:20:43Z to 2018-04-24T17:20:43Z.");
  EXPECT_TRUE(model.requests.empty());
}

TEST(ResultFile, IsNeverLookedForOutsideTheFolder) {
  const TestFolder parent;
  const TestRun run;
  parent.write("result.csv", run.table());
  std::filesystem::create_directory(parent.path() / "run");
  std::filesystem::create_symlink("../result.csv", parent.path() / "run" / "link.csv");
  for (const std::string& name : {std::string("../result.csv"), std::string("link.csv"),
                                  (parent.path() / "result.csv").string()}) {
    TestRun named = run;
    named.output = name;
    Inputs inputs;
    inputs.folder = parent.path() / "run";
    inputs.journal = named.journal();
    const auto model = analyse(inputs).value();
    EXPECT_EQ(model.outcome, Verdict::not_measured) << name;
    EXPECT_EQ(model.load_problem, "is not beside the journal") << name;
  }
}

TEST(ResultFile, NamedByAPathIsFoundByItsNameBesideTheJournal) {
  TestRun run;
  const TestFolder folder;
  folder.write("result.csv", run.table());
  run.output = "out/of/reach/result.csv";
  EXPECT_EQ(analysed_in(folder, run.journal()).load_source, "result.csv");
  std::filesystem::create_directories(folder.path() / "deep");
  folder.write("deep/other.csv", run.table());
  run.output = "deep/other.csv";
  EXPECT_EQ(analysed_in(folder, run.journal()).load_source, "other.csv");
}

TEST(ResultFile, WithABadLineIsNamedWithTheLine) {
  TestRun run;
  const TestFolder folder;
  folder.write(run.output,
               "seq,sent_utc,code,latency_ms\n0,2026-03-01T10:00:00Z,200,12\n1,soon,200,12\n");
  const auto model = analysed_in(folder, run.journal());
  EXPECT_EQ(model.outcome, Verdict::not_measured);
  EXPECT_NE(model.load_problem.find("cannot be read: line 3"), std::string::npos)
      << model.load_problem;
}

TEST(ResultFile, GivenByHandMustBeReadable) {
  Inputs inputs;
  inputs.journal = TestRun{}.journal();
  inputs.load_file = "/nowhere/result.bin";
  const auto model = analyse(inputs);
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, Errc::not_found);
  EXPECT_NE(model.error().context.find("--load"), std::string::npos);
}

TEST(Journal, MustBeOne) {
  for (const char* text : {"[]", "3", "{}", R"({"title": "x", "method": []})"}) {
    Inputs inputs;
    inputs.journal = parse_json(text).value();
    const auto model = analyse(inputs);
    ASSERT_FALSE(model.has_value()) << text;
    EXPECT_EQ(model.error().code, Errc::invalid_input);
  }
}

TEST(Journal, MayHaveAnyMemberMissingOrOfAWrongType) {
  const Json whole = TestRun{}.journal();
  for (const auto& [key, value] : whole.items()) {
    for (const Json& wrong :
         {Json(), Json(3), Json("text"), Json::array({1, nullptr}), Json::object()}) {
      Json journal = whole;
      journal[key] = wrong;
      if (key == "experiment" && !wrong.is_object() && !journal["run"].is_array()) continue;
      Inputs inputs;
      inputs.journal = journal;
      EXPECT_TRUE(analyse(inputs).has_value()) << key << " = " << to_text(wrong);
    }
  }
  Json entries = whole;
  entries["run"] = parse_json(R"([null, {}, {"activity": 3}, {"activity": {"pauses": 3,
      "provider": {"type": "process", "path": "vegeta", "arguments": {"attack": "", "-output": "x"}}},
      "exception": "boom", "start": "never"}])")
                       .value();
  Inputs inputs;
  inputs.journal = entries;
  EXPECT_EQ(analyse(inputs).value().load_missing, "x");
}

TEST(Arguments, AreReadAsTextListOrObject) {
  EXPECT_EQ(process_arguments({{"arguments", "attack -output='my file'"}}),
            (std::vector<std::string>{"attack", "-output=my file"}));
  EXPECT_EQ(process_arguments({{"arguments", {"attack", 3, "-x"}}}),
            (std::vector<std::string>{"attack", "3", "-x"}));
  EXPECT_EQ(flag_value({"attack", "-output", "a.bin"}, "output"), "a.bin");
  EXPECT_EQ(flag_value({"attack", "--output=b.bin"}, "output"), "b.bin");
  EXPECT_EQ(flag_value({"attack", "-outputs=c.bin"}, "output"), "");
}

TEST(Digest, EqualsThePublishedOnes) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 8785, section 3.2.2.
  const Json value = parse_json(R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3,
      0.000000000000000000000000001], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]})")
                         .value();
  EXPECT_EQ(canonical_json(value),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  EXPECT_EQ(canonical_json({{"\U0001F600", 1}, {"\uFB33", 2}, {"a", 5.0}}),
            "{\"a\":5,\"\U0001F600\":1,\"\uFB33\":2}");
}

TEST(Words, RoundToWhatTheirSizeBears) {
  for (const auto& [ratio, text] :
       std::vector<std::pair<double, std::string>>{{0.23333, "23.3 %"},
                                                   {0, "0 %"},
                                                   {1, "100 %"},
                                                   {0.3, "30.0 %"},
                                                   {0.0209, "2.1 %"},
                                                   {0.0054, "0.54 %"},
                                                   {0.00032, "0.03 %"},
                                                   {0.001, "0.1 %"},
                                                   {0.00004, "0.004 %"},
                                                   {0.99997, "99.99 %"}}) {
    EXPECT_EQ(words::percent(ratio), text);
  }
  for (const auto& [seconds, text] : std::vector<std::pair<double, std::string>>{{14, "14.0 s"},
                                                                                 {0.015, "0.015 s"},
                                                                                 {0.0032, "3.2 ms"},
                                                                                 {123, "2 min 3 s"},
                                                                                 {180, "3 min"},
                                                                                 {1272, "21 min"},
                                                                                 {9000, "2.5 h"}}) {
    EXPECT_EQ(words::duration(seconds), text);
  }
  EXPECT_EQ(words::count(12000), "12 000");
  EXPECT_EQ(words::count(1234567), "1 234 567");
  EXPECT_EQ(words::count(3838), "3838");
}

TEST(Words, TakeNarrowBlanksBeforeUnitsOnly) {
  EXPECT_EQ(words::narrow("12 000 of 3 requests, 23.3 %, 14.0 s in 2 stretches"),
            "12\u202f000 of 3 requests, 23.3\u202f%, 14.0\u202fs in 2 stretches");
}

}  // namespace
}  // namespace brunt::impact

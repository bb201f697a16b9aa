#include "report/formats.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include <fakes/json_schema.h>
#include <gtest/gtest.h>

#include "report/json_model.h"
#include "report/samples.h"

namespace brunt::report {
namespace {

const impact::ReportModel& seed() {
  static const impact::ReportModel model = samples::seed(BRUNT_SEED);
  return model;
}

std::string drawn(Format format, const impact::ReportModel& model = seed(),
                  const RenderOptions& options = {}) {
  const auto text = render(format, model, options);
  EXPECT_TRUE(text) << text.error().what;
  return text.value_or("");
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

const Json& schema() {
  static const Json parsed = parse_json(json_model_schema()).value_or(Json());
  return parsed;
}

TEST(JsonModel, IsWhatItsSchemaSaysInEveryState) {
  const fakes::JsonSchema rules(schema());
  for (auto [name, model] : samples::all(BRUNT_SEED)) {
    if (name == "script") model.confidence = "low";  // the one text of ours among its enums
    EXPECT_TRUE(rules.accepts(json_model(model))) << name;
    EXPECT_EQ(rules.unknown_keyword(), "") << name;
  }
}

TEST(JsonModel, IsRefusedByItsSchemaWhenAPartIsMissingOrOfAnotherKind) {
  const fakes::JsonSchema rules(schema());
  const Json whole = json_model(seed());
  for (const auto& [key, value] : whole.items()) {
    Json without = whole;
    without.erase(key);
    EXPECT_FALSE(rules.accepts(without)) << key;
    Json other = whole;
    other[key] = 7;
    EXPECT_FALSE(rules.accepts(other)) << key;
  }
}

TEST(JsonModel, KeepsNumbersInBaseUnitsAndTimesInUtc) {
  const Json model = json_model(seed());
  EXPECT_EQ(model["outcome"]["outcome"], "refuted");
  EXPECT_EQ(model["run"]["start"], "2018-04-24T17:20:41Z");
  EXPECT_EQ(model["run"]["precision"], 1.0);
  Json window;
  for (const Json& each : model["windows"]) {
    if (each["kind"] == "impact") window = each;
  }
  ASSERT_TRUE(window.is_object());
  EXPECT_NEAR(window["duration"].get<double>(), 14.0, 0.001);
  EXPECT_NEAR(window["bounds"]["low"].get<double>(), 13.667, 0.001);
  EXPECT_EQ(window["failed"], 42);
  EXPECT_EQ(model["requests"]["count"], 180);
  EXPECT_EQ(model["requests"]["sent"].size(), 180U);
  EXPECT_EQ(model["hypothesis"]["checks_inside_impact"], 0);
}

TEST(JsonModel, WritesWhatIsNoNumberAsNull) {
  impact::ReportModel model = seed();
  model.duration_seconds = std::nan("");
  EXPECT_TRUE(json_model(model)["run"]["duration"].is_null());
}

TEST(Formats, AreKnownByNameAndBySuffix) {
  EXPECT_EQ(format_named("HTML5"), Format::html);
  EXPECT_EQ(format_named("markdown"), Format::markdown);
  EXPECT_EQ(format_named("docx"), std::nullopt);
  EXPECT_EQ(format_named(""), std::nullopt);
  EXPECT_EQ(format_of_file("Report.PDF"), Format::pdf);
  EXPECT_EQ(format_of_file("a.sarif.json"), Format::sarif);
  EXPECT_EQ(format_of_file("a.grafana.json"), Format::grafana);
  EXPECT_EQ(format_of_file("a.json"), Format::json);
  EXPECT_EQ(format_of_file("report"), std::nullopt);
  EXPECT_EQ(format_of_file("report.docx"), std::nullopt);
  for (const std::string_view name : format_names())
    EXPECT_TRUE(format_named(name)) << name;
}

TEST(Formats, GiveTheSameBytesForTheSameModel) {
  for (const std::string_view name : format_names()) {
    const auto format = format_named(name);
    ASSERT_TRUE(format);
    EXPECT_EQ(drawn(*format), drawn(*format)) << name;
    EXPECT_FALSE(drawn(*format).empty()) << name;
  }
}

/// The text formats of the seed are kept as files; BRUNT_BLESS=1 writes them anew.
class Golden : public testing::TestWithParam<std::pair<Format, std::string>> {};

TEST_P(Golden, IsAsItWas) {
  const auto& [format, file] = GetParam();
  const std::string path = std::string(BRUNT_GOLDEN) + "/" + file;
  RenderOptions options;
  options.picture = format == Format::markdown ? "report.svg" : "";
  const std::string text = drawn(format, seed(), options);
  if (std::getenv("BRUNT_BLESS") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  std::stringstream kept;
  kept << in.rdbuf();
  EXPECT_EQ(text, kept.str()) << path;
}

INSTANTIATE_TEST_SUITE_P(Seed, Golden,
                         testing::Values(std::pair{Format::markdown, "report.md"},
                                         std::pair{Format::junit, "junit.xml"},
                                         std::pair{Format::sarif, "report.sarif"},
                                         std::pair{Format::csv_events, "events.csv"},
                                         std::pair{Format::csv_metrics, "metrics.csv"},
                                         std::pair{Format::grafana, "grafana.json"},
                                         std::pair{Format::honeycomb, "honeycomb.json"}),
                         [](const auto& of) {
                           std::string name = of.param.second;
                           for (char& c : name) {
                             const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                             if (!plain) c = '_';
                           }
                           return name;
                         });

TEST(Markdown, HasItsFirstScreenWithinSixtyLinesAndNoHtml) {
  const std::string text = drawn(Format::markdown);
  const std::size_t first = text.find("\n## ");
  ASSERT_NE(first, std::string::npos);
  const std::string screen = text.substr(0, first);
  EXPECT_LE(count(screen, "\n"), 60U);
  for (const std::string_view part : {"42", "180", "14.0", "refuted", "Yes, users were affected"})
    EXPECT_NE(screen.find(part), std::string::npos) << part;
  for (const std::string_view tag : {"<br", "<td", "<b>", "<img", "<script"})
    EXPECT_EQ(text.find(tag), std::string::npos) << tag;
}

TEST(Markdown, KeepsTextOfTheExperimentFromBecomingMarkup) {
  const auto model = samples::filled_with(seed(), "a|b\n# *c* <script>x</script> [d](e) `f`");
  const std::string text = drawn(Format::markdown, model);
  EXPECT_EQ(text.find("\n# *c*"), std::string::npos);
  EXPECT_EQ(text.find("<script>"), std::string::npos);
  EXPECT_NE(text.find("a\\|b"), std::string::npos);
}

TEST(Junit, CountsWhatItLists) {
  const std::string xml = drawn(Format::junit);
  const std::size_t cases = count(xml, "<testcase ");
  EXPECT_NE(xml.find("tests=\"" + std::to_string(cases) + "\""), std::string::npos);
  EXPECT_NE(xml.find("failures=\"" + std::to_string(count(xml, "<failure ")) + "\""),
            std::string::npos);
  EXPECT_GT(count(xml, "<failure "), 0U);
}

TEST(Junit, SkipsWhatWasNotMeasuredAndReportsWhatRaised) {
  const std::string alone = drawn(Format::junit, samples::without_load(BRUNT_SEED));
  EXPECT_GT(count(alone, "<skipped "), 0U);
  const std::string broken = drawn(Format::junit, samples::failed_rollback(seed()));
  EXPECT_GT(count(broken, "<error "), 0U);
}

TEST(Junit, EscapesWhatWouldBreakItsXml) {
  const auto model = samples::filled_with(seed(), "\"<&>\x01]]>");
  const std::string xml = drawn(Format::junit, model);
  EXPECT_EQ(xml.find("<&"), std::string::npos);
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
}

TEST(Sarif, KnowsFourKindsAndKeepsFingerprintsBetweenRuns) {
  const auto parsed = parse_json(drawn(Format::sarif));
  ASSERT_TRUE(parsed);
  const Json& run = (*parsed)["runs"][0];
  const Json& rules = run["tool"]["driver"]["rules"];
  std::size_t failed = 0;
  for (const Json& result : run["results"]) {
    EXPECT_EQ(rules[result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
    EXPECT_NE(result["partialFingerprints"]["experimentRule/v1"].get<std::string>().find(
                  seed().experiment_sha256),
              std::string::npos);
    if (result["kind"] == "fail") ++failed;
    EXPECT_EQ(result["kind"] == "fail", result["level"] != "none") << result.dump();
  }
  EXPECT_GT(failed, 0U);
  RenderOptions options;
  options.failures_only = true;
  const auto only = parse_json(drawn(Format::sarif, seed(), options));
  ASSERT_TRUE(only);
  EXPECT_EQ((*only)["runs"][0]["results"].size(), failed);
}

TEST(Csv, HasARowPerRequestAndKeepsFormulasHarmless) {
  EXPECT_EQ(count(drawn(Format::csv), "\n"), 181U);
  impact::ReportModel model = seed();
  for (auto& request : model.requests)
    request.error = "=HYPERLINK(\"http://x\",\"y\")";
  EXPECT_NE(drawn(Format::csv, model).find(",\"'=HYPERLINK(\"\"http://x\"\""), std::string::npos);
}

TEST(Svg, StandsAloneWithoutVariablesOrScript) {
  const std::string svg = drawn(Format::svg);
  EXPECT_NE(svg.find("xmlns=\"http://www.w3.org/2000/svg\""), std::string::npos);
  EXPECT_EQ(svg.find("var(--"), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_NE(svg.find("id=\"hatch\""), std::string::npos);
}

TEST(Svg, IsRefusedWhereNothingCanBeDrawn) {
  const auto none = render(Format::svg, impact::ReportModel{});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::invalid_input);
}

TEST(Annotations, MarkFaultAndImpactInMilliseconds) {
  const auto rows = parse_json(drawn(Format::grafana));
  ASSERT_TRUE(rows);
  bool impact = false;
  for (const Json& row : *rows) {
    EXPECT_LE(row["time"].get<std::int64_t>(), row["timeEnd"].get<std::int64_t>());
    if (row["tags"][1] != "impact") continue;
    impact = true;
    EXPECT_EQ(row["timeEnd"].get<std::int64_t>() - row["time"].get<std::int64_t>(), 14000);
  }
  EXPECT_TRUE(impact);
}

TEST(History, ShowsImpactWithBoundsAndGreysWhatCannotBeCompared) {
  const auto model = samples::with_history(seed());
  const std::string page = drawn(Format::html, model);
  for (const std::string_view part :
       {"Earlier runs", "2 of 3 runs can be compared", "9.0\u202fs [8.67, 9.33]",
        "14.0\u202fs [13.67, 14.33]", "worse by 5.0 s",
        "not comparable: its log and metric are of another system", "class=\"off\""})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  EXPECT_EQ(json_model(model)["history"].size(), 3U);
  EXPECT_NE(drawn(Format::markdown, model).find("worse by 5.0 s"), std::string::npos);
  EXPECT_EQ(drawn(Format::html).find("Earlier runs"), std::string::npos);
}

TEST(Page, ShowsComparisonPagerAndReachOfSources) {
  const std::string page = drawn(Format::html);
  for (const std::string_view part :
       {"Before, during and after", "Would the pager have rung?", "How far each source goes",
        "129.6", "silent", "too little to tell"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(PageAndPaper, TellAllLooksOfAProbeThatRanWhileTheMethodDid) {
  impact::ReportModel model = seed();
  for (const bool met : {true, false}) {
    impact::ActivityBar look;
    look.phase = "during";
    look.name = "function-must-exist";
    look.tolerance = 200;
    look.tolerance_met = met;
    model.activities.push_back(look);
  }
  for (const Format format : {Format::html, Format::markdown})
    EXPECT_NE(drawn(format, model).find("met 1 of 2 times"), std::string::npos);
}

TEST(PageAndPaper, SayWhyTheLoadsResultWasNotUsed) {
  impact::ReportModel model = samples::without_load(BRUNT_SEED);
  model.load_missing = "result.bin";
  model.load_problem = "cannot be read: line 3";
  for (const Format format : {Format::html, Format::markdown}) {
    const std::string text = drawn(format, model);
    EXPECT_NE(text.find("result.bin, cannot be read: line 3: what users bore"), std::string::npos);
    EXPECT_EQ(text.find("was not found"), std::string::npos);
  }
}

TEST(PageAndPaper, TellWhatItTakesToDoItAgainOnce) {
  const std::string text = drawn(Format::markdown);
  EXPECT_EQ(count(text.substr(text.find("## Reproduce")), seed().journal_sha256), 1U);
}

TEST(Formats, DrawEveryStateOrSayWhyNot) {
  for (const auto& [name, model] : samples::all(BRUNT_SEED)) {
    for (const Format format : {Format::markdown, Format::junit, Format::sarif, Format::csv,
                                Format::csv_logs, Format::pdf, Format::grafana}) {
      const auto text = render(format, model);
      EXPECT_TRUE(text) << name << ": " << (text ? "" : text.error().what);
    }
  }
}

}  // namespace
}  // namespace brunt::report

// Each trap of the format that a document may hold, by the name of the rule that tells of it.

#include <algorithm>

#include <gtest/gtest.h>

#include "codec/experiment.h"
#include "codec/rules.h"

namespace brunt::codec {
namespace {

std::string activity(const std::string& more, const std::string& provider_more = "",
                     const std::string& provider = R"("type": "http", "url": "http://x")") {
  return R"({"type": "probe", "name": "p")" + more + R"(, "provider": {"timeout": 1, )" + provider +
         provider_more + "}}";
}

std::string method(const std::string& activities) {
  return R"("method": [)" + activities + "]";
}

std::string probe(const std::string& tolerance,
                  const std::string& provider = R"("type": "http", "url": "http://x")") {
  return R"("method": [], "steady-state-hypothesis": {"title": "h", "probes": [)" +
         activity(R"(, "tolerance": )" + tolerance, "", provider) + "]}";
}

/// The rules under which a document is told something.
std::vector<std::string> told(const std::string& members) {
  const auto read =
      read_experiment(R"({"title":"t","description":"d",)" + members + "}", Format::json);
  std::vector<std::string> out;
  for (const auto& problem : read ? read->warnings : read.error())
    out.push_back((problem.is_warning ? "" : "refused: ") + problem.rule);
  return out;
}

struct Row {
  const char* quirk;
  std::string members;
  std::string rule;  ///< "" = nothing is told
};

const std::string process = R"("type": "process", "path": "x")";

std::vector<Row> rows() {
  return {
      {"Q13", method(activity(R"(, "timeout": 0)")), "activity/timeout-ignored"},
      {"Q13", method(activity("", R"(, "expected_status": 200)")),
       "provider/expected-status-ignored"},
      {"Q13", method(activity(R"(, "timeout": 3)")), ""},
      {"Q14", method(activity(R"(, "dry": true)")), ""},
      {"Q14", method(activity(R"(, "dry": "actions")")), "refused: activity/dry"},
      {"Q16", method(R"({"type":"action","name":"a","provider":{"type":"process","path":"x"}})"),
       "provider/no-timeout"},
      {"Q19", method(activity("", R"(, "method": "POST", "arguments": {"a": 1},
                               "headers": {"content-type": "application/json"})")),
       "provider/json-as-form"},
      {"Q19", method(activity("", R"(, "method": "POST", "arguments": {"a": 1},
                               "headers": {"Content-Type": "application/json"})")),
       ""},
      {"Q21", probe("[200, 299]"), "tolerance/two-values"},
      {"Q21", probe("[200, 201]"), ""},
      {"Q21", probe("[200, 299]", R"("type": "python", "module": "m", "func": "f")"), ""},
      {"Q22", probe("true"), "tolerance/never-met"},
      {"Q22", probe(R"("200")", process), "tolerance/never-met"},
      {"Q22", probe(R"(["200", "204"])"), "tolerance/never-met"},
      {"Q22", probe(R"("${wanted}")"), ""},
      {"Q22", probe(R"({"type": "regex", "pattern": "x"})"), "tolerance/no-target"},
      {"Q22", probe(R"({"type": "regex", "pattern": "x", "target": "stdot"})", process),
       "tolerance/no-target"},
      {"Q23", method(activity(R"(, "tolerance": 200)")), "tolerance/ignored"},
      {"Q24", R"("method": [], "secrets": {"token": "x"})", "refused: secrets/scope"},
      {"Q25",
       R"("method": [], "configuration": {"k": 1}, "secrets": {"a": {"k": 2}}, "title": "${k}")",
       "document/repeated-name placeholder/shadowed"},
      {"Q29",
       R"("method": [], "configuration": {"a-b": 1}, "rollbacks": [)" +
           activity("", R"(, "arguments": "${a-b}")") + "]",
       "placeholder/never-replaced"},
      {"Q35", R"("method": [], "runtime": {"rollbacks": {"strategy": "allways"}})",
       "refused: runtime/strategy"},
      {"Q35", R"("method": [], "runtime": {"hypothesis": {"strategy": "sometimes"}})",
       "refused: runtime/strategy"},
      {"Q36", R"("method": [], "runtime": {"hypothesis": {"strategy": "skip"}})", ""},
      {"Q37", R"("method": [], "rollbacks": [{"ref": "nobody"}])", "refused: reference/unknown"},
      {"Q37", R"("method": [{"ref": "p"}], "rollbacks": [)" + activity("") + "]",
       "refused: reference/unknown"},
      {"Q38", method(activity("") + "," + activity("")), "activity/same-name"},
      {"Q46", probe(R"({"type": "jsonpath", "path": "$.list[?(@.a = 1)]", "target": "body"})"),
       "tolerance/path-trap"},
      {"Q46",
       probe(R"({"type": "jsonpath", "path": "$.a.*[?(@.b or @.c and @.d)]", "target": "body"})"),
       "tolerance/path-trap"},
      {"Q46", probe(R"({"type": "jsonpath", "path": "$.a[?(@.b == 1)]", "target": "body"})"),
       "refused: tolerance/path-syntax"},
      {"Q46", probe(R"({"type": "jsonpath-rfc9535", "path": "$.a[?@.b == 1]", "target": "body"})"),
       ""},
      {"3.5", probe(R"({"type": "range", "range": [2, 1], "target": "status"})"),
       "tolerance/empty-range"},
      {"3.6",
       probe(R"({"type": "jsonpath", "path": "$.a", "target": "body", "count": 1, "expect": 2})"),
       "tolerance/count-ignored"},
      {"2.1", method(activity("", R"(, "arguments": {"--a": 1})", process)),
       "provider/arguments-deprecated"},
      {"2.3", method(activity("", R"(, "secrets": "s")")), "provider/secrets-text"},
      {"1.3", R"("method": [], "tags": "abc")", "experiment/tags-text"},
      {"1.3", R"("method": [], "contributions": {"speed": "hihg"})", "experiment/contribution"},
      {"8.1",
       R"("method": [], "controls": [{"name":"c","provider":{"type":"python","module":"m"}}])",
       "control/not-called"},
      {"8.1", R"("method": [], "controls": [{"name":"c","provider":{"type":"python"}}])",
       "control/not-called refused: control/module"},
      {"typo", R"("method": [], "rollback": [])", "document/unknown-key"},
  };
}

TEST(Traps, AreToldByTheirRules) {
  for (const Row& row : rows()) {
    std::string all;
    for (const std::string& rule : told(row.members))
      all += (all.empty() ? "" : " ") + rule;
    EXPECT_EQ(all, row.rule) << row.quirk << ": " << row.members;
  }
}

TEST(Traps, NameTheActivityThatNothingLimits) {
  const auto read = read_experiment(
      R"({"title":"t","description":"d","method":[
          {"type":"action","name":"first","provider":{"type":"process","path":"x"}},
          {"type":"action","name":"second","provider":{"type":"http","url":"http://x"}}]})",
      Format::json);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->warnings.size(), 1U);
  EXPECT_EQ(read->warnings[0].found, "2 without a timeout, the first is \"first\"");
}

}  // namespace
}  // namespace brunt::codec

#include <fmt/format.h>

#include "base/text.h"
#include "report/json_parts.h"
#include "report/shapes.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;
using impact::Verdict;

namespace {

/// "no impact window" -> "claim/no-impact-window".
std::string rule_id(std::string_view group, std::string_view name) {
  std::string id = std::string(group) + "/";
  for (const char c : lower(name)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) {
      id += c;
    } else if (!id.ends_with('-') && !id.ends_with('/')) {
      id += '-';
    }
  }
  while (id.ends_with('-'))
    id.pop_back();
  return id;
}

std::string_view kind_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return "pass";
    case Verdict::refuted:
      return "fail";
    case Verdict::inconclusive:
      return "open";
    case Verdict::not_measured:
      break;
  }
  return "notApplicable";
}

/// Rules and results, in the order in which they were added.
struct Findings {
  const ReportModel& model;
  const RenderOptions& options;
  Json rules = Json::array();
  Json results = Json::array();

  void add(const std::string& id, const std::string& about, std::string_view kind,
           std::string_view level, const std::string& text) {
    if (options.failures_only && kind != "fail") return;
    std::size_t index = 0;
    while (index < rules.size() && rules[index]["id"] != id)
      ++index;
    if (index == rules.size())
      rules.push_back({{"id", id}, {"shortDescription", {{"text", about}}}});
    Json location = {
        {"physicalLocation",
         {{"artifactLocation", {{"uri", options.journal}}}, {"region", {{"startLine", 1}}}}}};
    results.push_back(
        {{"ruleId", id},
         {"ruleIndex", index},
         {"kind", kind},
         {"level", kind == "fail" ? level : "none"},
         {"message", {{"text", text.empty() ? about : text}}},
         {"locations", Json::array({location})},
         {"partialFingerprints", {{"experimentRule/v1", model.experiment_sha256 + ":" + id}}}});
  }
};

}  // namespace

std::string sarif(const ReportModel& model, const RenderOptions& options) {
  Findings out{model, options};
  for (const impact::Claim& claim : model.claims) {
    out.add(rule_id("claim", claim.name), claim.statement.empty() ? claim.name : claim.statement,
            kind_of(claim.verdict), "error", claim.observed);
  }
  for (const impact::Check& check : model.checks) {
    const std::string_view kind = !check.passed ? "notApplicable" : *check.passed ? "pass" : "fail";
    out.add(rule_id("confidence", check.name), check.name, kind,
            check.required ? "warning" : "note", check.evidence);
  }
  for (const impact::Limit& limit : model.limits)
    out.add("limit/" + limit.rule, limit.text.substr(0, limit.text.find(':')), "fail", "note",
            limit.text);
  for (const impact::ActivityBar& activity : model.activities) {
    if (activity.phase != "rollbacks" || activity.status != "failed") continue;
    out.add("rollback/failed", "a rollback failed", "fail", "error",
            activity.name + ": " + activity.failure);
  }
  const std::string version = model.generator.substr(model.generator.find(' ') + 1);
  Json run = {
      {"tool", {{"driver", {{"name", "Brunt"}, {"version", version}, {"rules", out.rules}}}}},
      {"invocations", Json::array({{{"executionSuccessful", model.status == "completed"}}})},
      {"artifacts", Json::array({{{"location", {{"uri", options.journal}}},
                                  {"hashes", {{"sha-256", model.journal_sha256}}}}})},
      {"results", out.results},
      {"properties", {{"outcome", outcome_key(model.outcome)}, {"confidence", model.confidence}}}};
  return to_file_text({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                       {"version", "2.1.0"},
                       {"runs", Json::array({run})}});
}

}  // namespace brunt::report

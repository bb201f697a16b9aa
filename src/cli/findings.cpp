#include "cli/findings.h"

#include <algorithm>

#include "base/text.h"
#include "codec/rules.h"
#include "net/http_types.h"

namespace brunt::cli {
namespace {

/// Problems of what is not a rule of documents: a provider's own refusal, for example.
constexpr std::string_view other_rule = "run/not-ready";

std::string_view rule_of(const codec::Problem& problem) {
  return codec::find_rule(problem.rule) != nullptr ? std::string_view(problem.rule) : other_rule;
}

const char* level_of(const codec::Problem& problem) {
  return problem.is_warning ? "warning" : "error";
}

void add(Json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = as_utf8(text);
}

Json finding(const codec::Problem& problem) {
  Json out = {{"level", level_of(problem)}, {"rule", rule_of(problem)}};
  add(out, "message", problem.summary);
  if (problem.line > 0) {
    out["line"] = problem.line;
    out["column"] = problem.column;
  }
  out["path"] = problem.pointer;
  add(out, "what", problem.what);
  add(out, "found", problem.found);
  add(out, "expected", problem.expected);
  add(out, "suggestion", problem.hint);
  return out;
}

/// A URI reference for a path: each part percent-encoded; an address stays as it is.
std::string uri_of(const std::string& file) {
  if (file.find("://") != std::string::npos) return file;
  if (file == "-") return "stdin";
  std::vector<std::string> parts;
  for (const std::string& part : split(file, '/'))
    parts.push_back(net::percent_encode(part));
  return (file.starts_with('/') ? "file://" : "") + join(parts, "/");
}

std::string sentence(const codec::Problem& problem) {
  std::string out = problem.summary;
  if (!problem.what.empty()) out = problem.what + ": " + out;
  if (!problem.found.empty()) out += "; found " + problem.found;
  if (!problem.expected.empty()) out += "; expected " + problem.expected;
  if (!problem.hint.empty()) out += "; " + problem.hint;
  return as_utf8(out);
}

Json result(const codec::Problem& problem, const std::string& uri) {
  Json physical = {{"artifactLocation", {{"uri", uri}}}};
  if (problem.line > 0)
    physical["region"] = {{"startLine", problem.line}, {"startColumn", problem.column}};
  Json location = {{"physicalLocation", std::move(physical)}};
  if (!problem.pointer.empty()) {
    location["logicalLocations"] =
        Json::array({{{"fullyQualifiedName", problem.pointer}, {"kind", "member"}}});
  }
  const auto all = codec::rules();
  const auto at = codec::find_rule(rule_of(problem)) - all.data();
  return {{"ruleId", rule_of(problem)},
          {"ruleIndex", at},
          {"level", level_of(problem)},
          {"message", {{"text", sentence(problem)}}},
          {"locations", Json::array({std::move(location)})}};
}

}  // namespace

Json findings_as_json(const Findings& findings) {
  Json list = Json::array();
  for (const auto& problem : findings.problems)
    list.push_back(finding(problem));
  const auto warnings = std::count_if(findings.problems.begin(), findings.problems.end(),
                                      [](const auto& problem) { return problem.is_warning; });
  Json out = {{"file", findings.file}, {"valid", !codec::has_errors(findings.problems)}};
  add(out, "title", findings.title);
  out["errors"] = findings.problems.size() - static_cast<std::size_t>(warnings);
  out["warnings"] = warnings;
  out["findings"] = std::move(list);
  return out;
}

Json findings_as_sarif(const Findings& findings, const std::string& version) {
  Json rules = Json::array();
  for (const codec::Rule& rule : codec::rules())
    rules.push_back({{"id", rule.id}, {"shortDescription", {{"text", rule.summary}}}});
  Json results = Json::array();
  const std::string uri = uri_of(findings.file);
  for (const auto& problem : findings.problems)
    results.push_back(result(problem, uri));
  Json run = {{"tool",
               {{"driver",
                 {{"name", "brunt"}, {"semanticVersion", version}, {"rules", std::move(rules)}}}}},
              {"columnKind", "unicodeCodePoints"},
              {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

}  // namespace brunt::cli

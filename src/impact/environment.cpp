#include "impact/environment.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/digest.h"
#include "impact/secrets.h"

namespace brunt::impact {
namespace {

/// The last piece of evidence of that kind: what it counts, it has counted to the end.
const Json* evidence(const Journal& journal, std::string_view kind) {
  const Json* last = nullptr;
  for (const Entry& entry : journal.entries) {
    if (const Json* found = find(entry.evidence, kind); found != nullptr && found->is_object()) {
      last = found;
    }
  }
  return last;
}

/// Namespaces that the method's and the hypothesis' calls name, in order.
std::string namespaces(const Journal& journal) {
  std::set<std::string> names;
  for (const Entry& entry : journal.entries) {
    const std::string ns = string_or(member(entry.provider, "arguments"), "ns");
    if (!ns.empty()) names.insert(ns);
  }
  if (names.empty()) return "";
  return (names.size() == 1 ? "namespace " : "namespaces ") +
         join({names.begin(), names.end()}, ", ");
}

void describe_sandbox(const Json& cluster, ReportModel& model) {
  const Json& sandbox = member(cluster, "sandbox");
  const Json& emulated = member(cluster, "emulated");
  if (!sandbox.is_object() && !(emulated.is_boolean() && emulated.get<bool>())) return;
  const std::string profile = string_or(sandbox, "profile");
  model.emulated = string_or(sandbox, "words", "emulated cluster") +
                   (profile.empty() ? "" : ", profile " + profile);
  model.emulation = Json::object();
  if (const Json& parameters = member(sandbox, "parameters"); parameters.is_object()) {
    model.emulation = mask(parameters);
  }
  if (const Json& differences = member(sandbox, "differences"); !differences.is_null()) {
    model.emulation["differences"] = differences;
  }
  const Json& calls = member(sandbox, "calls");
  if (!calls.is_array()) return;
  for (const Json& call : calls) {
    const Json& count = member(call, "count");
    model.sandbox_calls.push_back(string_or(call, "endpoint") +
                                  (count.is_number() ? " × " + to_text(count) : ""));
  }
}

void list_reproduction(const Journal& journal, const LoadEvidence& load, ReportModel& model) {
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) model.reproduce.emplace_back(name, mask_text(value));
  };
  add("engine", model.engine);
  add("runner", model.node);
  add("platform", model.platform);
  if (const Json* cluster = evidence(journal, "cluster")) {
    add("cluster", string_or(*cluster, "server"));
    add("cluster version", string_or(*cluster, "git_version"));
  }
  add("emulated", model.emulated);
  for (const auto& [key, value] : model.emulation.items()) {
    if (key == "profile") continue;  // told with the words
    if (key == "differences" && value.is_array()) {
      std::vector<std::string> all;
      for (const Json& item : value)
        all.push_back(item.is_string() ? item.get<std::string>() : to_text(item));
      add("not like a real cluster", join(all, ", "));
    } else {
      add("emulated " + key, value.is_string() ? value.get<std::string>() : to_text(value));
    }
  }
  if (const Json* prometheus = evidence(journal, "prometheus")) {
    add("Prometheus", string_or(*prometheus, "url"));
  }
  for (const Entry& entry : journal.entries) {
    if (!is_load(entry)) continue;
    add("load",
        string_or(entry.provider, "path") + " " + join(process_arguments(entry.provider), " "));
    add("load engine", string_or(member(entry.evidence, "load"), "engine"));
  }
  add("experiment, SHA-256 of its canonical JSON", model.experiment_sha256);
  add("journal, SHA-256", model.journal_sha256);
  if (!load.digest.empty() && !load.file.empty()) add(load.file + ", SHA-256", load.digest);
  add("report again",
      "brunt report journal.json report.html" + (load.file.empty() ? "" : " --load " + load.file));
}

}  // namespace

void describe_environment(const Journal& journal, const LoadEvidence& load, ReportModel& model) {
  model.node = journal.node;
  model.platform = journal.platform;
  model.engine = journal.engine;
  model.target = namespaces(journal);
  if (const Json* cluster = evidence(journal, "cluster")) {
    const std::string server = mask_text(string_or(*cluster, "server"));
    if (!server.empty()) model.target += (model.target.empty() ? "" : " at ") + server;
    describe_sandbox(*cluster, model);
  }
  if (model.target.empty()) model.target = load.host;
  list_reproduction(journal, load, model);
}

}  // namespace brunt::impact

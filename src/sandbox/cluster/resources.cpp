#include "sandbox/cluster/resources.h"

#include <algorithm>
#include <set>

#include <sys/utsname.h>

namespace brunt::sandbox::cluster {
namespace {

const std::vector<std::string> read_only{"get", "list", "watch"};

std::vector<std::string> and_also(std::vector<std::string> more) {
  std::vector<std::string> out = read_only;
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

/// Groups and their one version, in the order that a server lists them; "" is the core group.
std::vector<std::pair<std::string, std::string>> groups() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Resource& each : resources()) {
    const std::pair group{each.group, each.version};
    if (std::find(out.begin(), out.end(), group) == out.end()) out.push_back(group);
  }
  return out;
}

std::string group_version(std::string_view group, std::string_view version) {
  return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
}

Json group_document(const std::string& group, const std::string& version) {
  const Json one =
      Json::object({{"groupVersion", group_version(group, version)}, {"version", version}});
  Json out = Json::object({{"name", group}});
  out["versions"] = Json::array();
  out["versions"].push_back(one);
  out["preferredVersion"] = one;
  return out;
}

Json entry(const Resource& each) {
  Json out{{"name", each.plural},
           {"singularName", each.singular},
           {"namespaced", each.namespaced},
           {"kind", each.kind},
           {"verbs", each.verbs}};
  if (!each.short_names.empty()) out["shortNames"] = each.short_names;
  if (each.in_all) out["categories"] = std::vector<std::string>{"all"};
  return out;
}

Json entry(const Subresource& each) {
  Json out{{"name", each.name},
           {"singularName", ""},
           {"namespaced", true},
           {"kind", each.kind},
           {"verbs", each.verbs}};
  if (!each.kind_version.empty()) {
    out["group"] = each.kind_group;
    out["version"] = each.kind_version;
  }
  return out;
}

/// null when there is no such group and version.
Json resource_list(std::string_view group, std::string_view version) {
  Json list = Json::array();
  for (const Resource& each : resources()) {
    if (each.group != group || each.version != version) continue;
    list.push_back(entry(each));
    for (const Subresource& sub : subresources())
      if (sub.group == group && sub.name.starts_with(each.plural + "/")) list.push_back(entry(sub));
  }
  if (list.empty()) return nullptr;
  return {{"kind", "APIResourceList"},
          {"apiVersion", "v1"},
          {"groupVersion", group_version(group, version)},
          {"resources", std::move(list)}};
}

Json kind_document(const std::string& group, const std::string& version, const std::string& kind) {
  return {{"group", group}, {"version", version}, {"kind", kind}};
}

Json aggregated_entry(const Resource& each) {
  Json out{{"resource", each.plural},
           {"responseKind", kind_document(each.group, each.version, each.kind)},
           {"scope", each.namespaced ? "Namespaced" : "Cluster"},
           {"singularResource", each.singular},
           {"verbs", each.verbs}};
  if (!each.short_names.empty()) out["shortNames"] = each.short_names;
  if (each.in_all) out["categories"] = std::vector<std::string>{"all"};
  Json subs = Json::array();
  for (const Subresource& sub : subresources()) {
    if (sub.group != each.group || !sub.name.starts_with(each.plural + "/")) continue;
    const bool own = sub.kind_version.empty();
    subs.push_back(Json::object(
        {{"subresource", sub.name.substr(each.plural.size() + 1)},
         {"responseKind", kind_document(own ? sub.group : sub.kind_group,
                                        own ? sub.version : sub.kind_version, sub.kind)},
         {"verbs", sub.verbs}}));
  }
  if (!subs.empty()) out["subresources"] = std::move(subs);
  return out;
}

}  // namespace

const std::vector<Resource>& resources() {
  static const std::vector<Resource> list{
      {"",
       "v1",
       "endpoints",
       "endpoints",
       "Endpoints",
       true,
       read_only,
       {"ep"},
       false,
       "endpoints"},
      {"", "v1", "events", "event", "Event", true, read_only, {"ev"}, false, "events"},
      {"",
       "v1",
       "namespaces",
       "namespace",
       "Namespace",
       false,
       read_only,
       {"ns"},
       false,
       "namespaces"},
      {"",
       "v1",
       "nodes",
       "node",
       "Node",
       false,
       and_also({"patch", "update"}),
       {"no"},
       false,
       "nodes"},
      {"", "v1", "pods", "pod", "Pod", true, and_also({"delete"}), {"po"}, true, "pods"},
      {"", "v1", "services", "service", "Service", true, read_only, {"svc"}, true, "services"},
      {"apps",
       "v1",
       "deployments",
       "deployment",
       "Deployment",
       true,
       and_also({"patch", "update"}),
       {"deploy"},
       true,
       "deployments"},
      {"apps",
       "v1",
       "replicasets",
       "replicaset",
       "ReplicaSet",
       true,
       read_only,
       {"rs"},
       true,
       "replicasets"},
      {"authorization.k8s.io",
       "v1",
       "selfsubjectaccessreviews",
       "selfsubjectaccessreview",
       "SelfSubjectAccessReview",
       false,
       {"create"},
       {},
       false,
       ""},
      {"events.k8s.io", "v1", "events", "event", "Event", true, read_only, {"ev"}, false, "events"},
      {"policy",
       "v1",
       "poddisruptionbudgets",
       "poddisruptionbudget",
       "PodDisruptionBudget",
       true,
       and_also({"create", "delete", "patch", "update"}),
       {"pdb"},
       false,
       "poddisruptionbudgets"}};
  return list;
}

const std::vector<Subresource>& subresources() {
  static const std::vector<Subresource> list{
      {"", "v1", "pods/eviction", "Eviction", {"create"}, "policy", "v1"},
      {"", "v1", "pods/log", "Pod", {"get"}, "", ""},
      {"apps", "v1", "deployments/scale", "Scale", {"get", "patch", "update"}, "autoscaling", "v1"},
      {"apps", "v1", "deployments/status", "Deployment", {"get"}, "", ""}};
  return list;
}

const Resource* find_resource(std::string_view group, std::string_view version,
                              std::string_view plural) {
  for (const Resource& each : resources())
    if (each.group == group && each.version == version && each.plural == plural) return &each;
  return nullptr;
}

std::string api_version(const Resource& resource) {
  return group_version(resource.group, resource.version);
}

Json discovery(const std::vector<std::string>& path) {
  if (path.size() == 1 && path[0] == "api")
    return {{"kind", "APIVersions"},
            {"versions", std::vector<std::string>{"v1"}},
            {"serverAddressByClientCIDRs", Json::array()}};
  if (path.size() == 2 && path[0] == "api") return resource_list("", path[1]);
  if (path.empty() || path[0] != "apis") return nullptr;
  if (path.size() == 3) return path[1].empty() ? Json() : resource_list(path[1], path[2]);
  Json list = Json::array();
  for (const auto& [group, version] : groups()) {
    if (group.empty()) continue;
    Json document = group_document(group, version);
    if (path.size() == 2 && path[1] == group) {
      Json one{{"kind", "APIGroup"}, {"apiVersion", "v1"}};
      one.update(document);
      return one;
    }
    list.push_back(std::move(document));
  }
  if (path.size() != 1) return nullptr;
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}};
}

Json aggregated_discovery(const std::vector<std::string>& path, std::string_view version) {
  Json items = Json::array();
  for (const auto& [group, group_version_name] : groups()) {
    if (group.empty() != (path[0] == "api")) continue;
    Json list = Json::array();
    for (const Resource& each : resources())
      if (each.group == group) list.push_back(aggregated_entry(each));
    Json versions = Json::array();
    versions.push_back(Json::object({{"version", group_version_name},
                                     {"resources", std::move(list)},
                                     {"freshness", "Current"}}));
    Json meta = Json::object();
    if (!group.empty()) meta["name"] = group;
    items.push_back(
        Json::object({{"metadata", std::move(meta)}, {"versions", std::move(versions)}}));
  }
  return {{"kind", "APIGroupDiscoveryList"},
          {"apiVersion", "apidiscovery.k8s.io/" + std::string(version)},
          {"metadata", Json::object()},
          {"items", std::move(items)}};
}

Json version_document() {
  utsname machine{};
  uname(&machine);
  const std::string cpu = machine.machine;
  return {{"major", "1"},
          {"minor", "30"},
          {"gitVersion", "v1.30.0-brunt-sandbox"},
          {"gitCommit", ""},
          {"gitTreeState", "emulated cluster"},
          {"buildDate", "1970-01-01T00:00:00Z"},
          {"goVersion", "none"},
          {"compiler", "gcc"},
          {"platform", "linux/" + (cpu == "x86_64"    ? "amd64"
                                   : cpu == "aarch64" ? "arm64"
                                                      : cpu)}};
}

}  // namespace brunt::sandbox::cluster

#include "sandbox/cluster/table.h"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/selector.h"

namespace brunt::sandbox::cluster {
namespace {

struct Column {
  std::string name;
  int priority = 0;  ///< 1 = only with `-o wide`
  std::string type = "string";
};

struct View {
  std::vector<Column> columns;
  std::function<Json(const Json& object, WallTime now)> cells;
};

std::string age(const std::string& from, WallTime now) {
  const auto at = parse_time(from);
  return at && !from.empty() ? human_duration(now - *at) : "<unknown>";
}

std::string age(const Json& object, WallTime now) {
  return age(text_at(object, "metadata", "creationTimestamp"), now);
}

std::string or_none(const std::string& text) {
  return text.empty() ? "<none>" : text;
}

std::string containers(const Json& shape, const char* field) {
  std::vector<std::string> out;
  if (const Json* list = at(shape, "spec", "containers"))
    for (const Json& each : *list)
      out.push_back(string_or(each, field));
  return join(out, ",");
}

std::string selector_text(const Json& object, bool flat) {
  const Json* selector = at(object, "spec", "selector");
  if (selector == nullptr) return "<none>";
  const auto rules = label_selector_of(*selector, flat);
  return rules ? or_none(print_selector(*rules)) : "<none>";
}

/// STATUS of a pod: what a reader has to know first. Source: kubectl's printPod.
std::string pod_word(const Json& pod) {
  std::string word = text_at(pod, "status", "phase");
  if (const Json* statuses = at(pod, "status", "containerStatuses"))
    for (const Json& each : *statuses)
      for (const char* state : {"waiting", "terminated"})
        if (const std::string reason = text_at(each, "state", state, "reason"); !reason.empty())
          word = reason;
  return terminating(pod) ? "Terminating" : word;
}

Json pod_cells(const Json& pod, WallTime now) {
  std::size_t good = 0;
  std::int64_t restarts = 0;
  std::string last;
  if (const Json* statuses = at(pod, "status", "containerStatuses"))
    for (const Json& each : *statuses) {
      if (each.value("ready", false)) ++good;
      restarts += number_at(each, "restartCount");
      last = text_at(each, "lastState", "terminated", "finishedAt");
    }
  std::string again = std::to_string(restarts);
  if (restarts > 0 && !last.empty()) again += fmt::format(" ({} ago)", age(last, now));
  return {name_of(pod),
          fmt::format("{}/{}", good, pod["spec"]["containers"].size()),
          pod_word(pod),
          again,
          age(pod, now),
          or_none(text_at(pod, "status", "podIP")),
          or_none(text_at(pod, "spec", "nodeName")),
          "<none>",
          "<none>"};
}

Json deployment_cells(const Json& object, WallTime now) {
  const Json& shape = object["spec"]["template"];
  return {name_of(object),
          fmt::format("{}/{}", number_at(object, "status", "readyReplicas"),
                      number_at(object, "spec", "replicas")),
          number_at(object, "status", "updatedReplicas"),
          number_at(object, "status", "availableReplicas"),
          age(object, now),
          containers(shape, "name"),
          containers(shape, "image"),
          selector_text(object, false)};
}

Json replica_set_cells(const Json& object, WallTime now) {
  const Json& shape = object["spec"]["template"];
  return {name_of(object),
          number_at(object, "spec", "replicas"),
          number_at(object, "status", "replicas"),
          number_at(object, "status", "readyReplicas"),
          age(object, now),
          containers(shape, "name"),
          containers(shape, "image"),
          selector_text(object, false)};
}

Json node_cells(const Json& node, WallTime now) {
  const Json* cordoned = at(node, "spec", "unschedulable");
  std::string word = ready(node) ? "Ready" : "NotReady";
  if (cordoned != nullptr && cordoned->is_boolean() && cordoned->get<bool>())
    word += ",SchedulingDisabled";
  const auto info = [&](const char* key) { return text_at(node, "status", "nodeInfo", key); };
  return {name_of(node),
          word,
          "<none>",
          age(node, now),
          info("kubeletVersion"),
          "127.0.0.1",
          "<none>",
          info("osImage"),
          info("kernelVersion"),
          info("containerRuntimeVersion")};
}

Json service_cells(const Json& service, WallTime now) {
  std::vector<std::string> ports;
  for (const Json& port : service["spec"]["ports"])
    ports.push_back(fmt::format("{}/TCP", number_at(port, "port")));
  return {name_of(service),
          text_at(service, "spec", "type"),
          or_none(text_at(service, "spec", "clusterIP")),
          "<none>",
          or_none(join(ports, ",")),
          age(service, now),
          selector_text(service, true)};
}

Json endpoints_cells(const Json& object, WallTime now) {
  std::vector<std::string> addresses;
  for (const Json& part : object["subsets"])
    if (const Json* list = find(part, "addresses"))
      for (const Json& each : *list)
        addresses.push_back(
            fmt::format("{}:{}", string_or(each, "ip"), number_at(part["ports"][0], "port")));
  std::string text = join(
      {addresses.begin(),
       addresses.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, addresses.size()))},
      ",");
  if (addresses.size() > 3) text += fmt::format(" + {} more...", addresses.size() - 3);
  return {name_of(object), or_none(text), age(object, now)};
}

Json event_cells(const Json& event, WallTime now) {
  return {age(text_at(event, "lastTimestamp"), now),
          string_or(event, "type"),
          string_or(event, "reason"),
          lower(text_at(event, "involvedObject", "kind")) + "/" +
              text_at(event, "involvedObject", "name"),
          "",
          text_at(event, "source", "component"),
          string_or(event, "message"),
          age(text_at(event, "firstTimestamp"), now),
          number_at(event, "count"),
          name_of(event)};
}

Json budget_cells(const Json& budget, WallTime now) {
  const auto limit = [&](const char* key) {
    const Json* value = at(budget, "spec", key);
    if (value == nullptr) return std::string("N/A");
    return value->is_string() ? value->get<std::string>() : value->dump();
  };
  return {name_of(budget), limit("minAvailable"), limit("maxUnavailable"),
          number_at(budget, "status", "disruptionsAllowed"), age(budget, now)};
}

const std::map<std::string, View, std::less<>>& views() {
  static const std::vector<Column> workload_tail{
      {"Age"}, {"Containers", 1}, {"Images", 1}, {"Selector", 1}};
  const auto with_tail = [](std::vector<Column> columns) {
    columns.insert(columns.end(), workload_tail.begin(), workload_tail.end());
    return columns;
  };
  static const std::map<std::string, View, std::less<>> all{
      {"pods",
       {{{"Name"},
         {"Ready"},
         {"Status"},
         {"Restarts"},
         {"Age"},
         {"IP", 1},
         {"Node", 1},
         {"Nominated Node", 1},
         {"Readiness Gates", 1}},
        pod_cells}},
      {"deployments",
       {with_tail({{"Name"}, {"Ready"}, {"Up-to-date", 0, "integer"}, {"Available", 0, "integer"}}),
        deployment_cells}},
      {"replicasets",
       {with_tail({{"Name"},
                   {"Desired", 0, "integer"},
                   {"Current", 0, "integer"},
                   {"Ready", 0, "integer"}}),
        replica_set_cells}},
      {"nodes",
       {{{"Name"},
         {"Status"},
         {"Roles"},
         {"Age"},
         {"Version"},
         {"Internal-IP", 1},
         {"External-IP", 1},
         {"OS-Image", 1},
         {"Kernel-Version", 1},
         {"Container-Runtime", 1}},
        node_cells}},
      {"namespaces",
       {{{"Name"}, {"Status"}, {"Age"}},
        [](const Json& object, WallTime now) -> Json {
          return {name_of(object), text_at(object, "status", "phase"), age(object, now)};
        }}},
      {"services",
       {{{"Name"},
         {"Type"},
         {"Cluster-IP"},
         {"External-IP"},
         {"Port(s)"},
         {"Age"},
         {"Selector", 1}},
        service_cells}},
      {"endpoints", {{{"Name"}, {"Endpoints"}, {"Age"}}, endpoints_cells}},
      {"events",
       {{{"Last Seen"},
         {"Type"},
         {"Reason"},
         {"Object"},
         {"Subobject", 1},
         {"Source", 1},
         {"Message"},
         {"First Seen", 1},
         {"Count", 1, "integer"},
         {"Name", 1}},
        event_cells}},
      {"poddisruptionbudgets",
       {{{"Name"},
         {"Min Available"},
         {"Max Unavailable"},
         {"Allowed Disruptions", 0, "integer"},
         {"Age"}},
        budget_cells}}};
  return all;
}

Json partial(const Json& object) {
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", object["metadata"]}};
}

}  // namespace

std::string human_duration(std::chrono::nanoseconds age) {
  const auto s =
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(age).count());
  const auto two = [](std::int64_t big, char big_unit, std::int64_t small, char small_unit) {
    return small == 0 ? fmt::format("{}{}", big, big_unit)
                      : fmt::format("{}{}{}{}", big, big_unit, small, small_unit);
  };
  const std::int64_t m = s / 60;
  const std::int64_t h = m / 60;
  if (s < 120) return fmt::format("{}s", s);
  if (m < 10) return two(m, 'm', s % 60, 's');
  if (h < 3) return fmt::format("{}m", m);
  if (h < 8) return two(h, 'h', m % 60, 'm');
  if (h < 48) return fmt::format("{}h", h);
  if (h < 192) return two(h / 24, 'd', h % 24, 'h');
  return fmt::format("{}d", h / 24);
}

Json table_of(std::string_view resource, const std::vector<Object>& objects, WallTime now,
              std::string_view include, bool with_columns) {
  const View& view = views().at(std::string(resource));
  Json columns = Json::array();
  if (with_columns)
    for (const Column& column : view.columns)
      columns.push_back(Json::object({{"name", column.name},
                                      {"type", column.type},
                                      {"format", column.name == "Name" ? "name" : ""},
                                      {"description", ""},
                                      {"priority", column.priority}}));
  Json rows = Json::array();
  for (const Object& object : objects) {
    Json row = Json::object({{"cells", view.cells(*object, now)}});
    if (include == "Object")
      row["object"] = *object;
    else if (include != "None")
      row["object"] = partial(*object);
    rows.push_back(std::move(row));
  }
  return {{"kind", "Table"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", Json::object()},
          {"columnDefinitions", std::move(columns)},
          {"rows", std::move(rows)}};
}

}  // namespace brunt::sandbox::cluster

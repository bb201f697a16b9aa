#include "sandbox/cluster/world.h"

#include <algorithm>

#include <fmt/format.h>

#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr std::size_t max_events = 256;

void forget_oldest_event(Store& store) {
  const auto events = store.list("events");
  if (events.size() <= max_events) return;
  const auto oldest =
      std::min_element(events.begin(), events.end(), [](const Object& a, const Object& b) {
        return text_at(*a, "eventTime") < text_at(*b, "eventTime");
      });
  store.erase("events", namespace_of(**oldest), name_of(**oldest));
}

}  // namespace

void record_event(World& world, const Json& about, std::string_view type, std::string_view reason,
                  std::string_view message, std::string_view component) {
  std::string ns = namespace_of(about);
  if (ns.empty()) ns = "default";
  const std::string name = name_of(about);
  const std::string when = api_time(world.now.wall);
  world.store.put("events",
                  {{"apiVersion", "v1"},
                   {"kind", "Event"},
                   {"metadata",
                    {{"name", fmt::format("{}.{:x}", name,
                                          world.now.wall.time_since_epoch().count() +
                                              static_cast<std::int64_t>(world.store.version()))},
                     {"namespace", ns},
                     {"uid", world.ids.uid()},
                     {"creationTimestamp", when}}},
                   {"involvedObject",
                    {{"kind", string_or(about, "kind")},
                     {"namespace", namespace_of(about)},
                     {"name", name},
                     {"uid", uid_of(about)},
                     {"apiVersion", string_or(about, "apiVersion")},
                     {"resourceVersion", text_at(about, "metadata", "resourceVersion")}}},
                   {"reason", reason},
                   {"message", message},
                   {"source", {{"component", component}}},
                   {"firstTimestamp", when},
                   {"lastTimestamp", when},
                   {"count", 1},
                   {"type", type},
                   {"eventTime", rfc3339(world.now.wall, 6)},
                   {"action", reason},
                   {"reportingComponent", component},
                   {"reportingInstance", node_name}});
  forget_oldest_event(world.store);
}

Json controller_reference(const Json& owner) {
  return {{"apiVersion", string_or(owner, "apiVersion")},
          {"kind", string_or(owner, "kind")},
          {"name", name_of(owner)},
          {"uid", uid_of(owner)},
          {"controller", true},
          {"blockOwnerDeletion", true}};
}

Object begin_deletion(World& world, const Object& pod, std::int64_t grace_s) {
  Json changed = *pod;
  Json& meta = changed["metadata"];
  const WallTime until = world.now.wall + std::chrono::seconds(grace_s);
  if (!terminating(*pod) || api_time(until) < text_at(*pod, "metadata", "deletionTimestamp")) {
    meta["deletionTimestamp"] = api_time(until);
    meta["deletionGracePeriodSeconds"] = grace_s;
  }
  Object last = world.store.put("pods", std::move(changed));
  if (grace_s == 0) world.store.erase("pods", namespace_of(*pod), name_of(*pod));
  return last;
}

void set_condition(Json& conditions, std::string_view type, bool status, std::string_view reason,
                   std::string_view message, WallTime now, bool with_update_time) {
  if (!conditions.is_array()) conditions = Json::array();
  const std::string word = status ? "True" : "False";
  auto found = std::find_if(conditions.begin(), conditions.end(), [&](const Json& condition) {
    return string_or(condition, "type") == type;
  });
  if (found == conditions.end()) {
    conditions.push_back({{"type", type}, {"status", ""}});
    found = conditions.end() - 1;
  }
  Json& condition = *found;
  const bool same = string_or(condition, "status") == word &&
                    string_or(condition, "reason") == reason &&
                    string_or(condition, "message") == message;
  if (same) return;
  if (string_or(condition, "status") != word) condition["lastTransitionTime"] = api_time(now);
  if (with_update_time) condition["lastUpdateTime"] = api_time(now);
  condition["status"] = word;
  condition.erase("reason");
  condition.erase("message");
  if (!reason.empty()) condition["reason"] = reason;
  if (!message.empty()) condition["message"] = message;
}

}  // namespace brunt::sandbox::cluster

#include "sandbox/cluster/watch.h"

#include "sandbox/cluster/object.h"
#include "sandbox/cluster/table.h"

namespace brunt::sandbox::cluster {
namespace {

std::string event_line(std::string_view type, Json object) {
  return to_text(Json{{"type", type}, {"object", std::move(object)}}) + "\n";
}

}  // namespace

Object presented(const Resource& resource, const Object& object) {
  if (resource.group != "events.k8s.io") return object;
  const Json& event = *object;
  return std::make_shared<const Json>(Json{{"apiVersion", "events.k8s.io/v1"},
                                           {"kind", "Event"},
                                           {"metadata", event["metadata"]},
                                           {"eventTime", event["eventTime"]},
                                           {"reportingController", event["reportingComponent"]},
                                           {"reportingInstance", event["reportingInstance"]},
                                           {"action", event["action"]},
                                           {"reason", event["reason"]},
                                           {"regarding", event["involvedObject"]},
                                           {"note", event["message"]},
                                           {"type", event["type"]},
                                           {"deprecatedSource", event["source"]},
                                           {"deprecatedFirstTimestamp", event["firstTimestamp"]},
                                           {"deprecatedLastTimestamp", event["lastTimestamp"]},
                                           {"deprecatedCount", event["count"]}});
}

std::optional<std::string> Watch::next(const Store& store, WallTime now) {
  std::string out;
  if (!seen_ && (!options_.version || options_.initial_events)) {
    for (const Object& object : store.list(shape_.resource->store, ns_))
      if (selects(*object)) out += line("ADDED", object, now);
    seen_ = store.version();
    if (options_.initial_events) out += bookmark(true);
    return out;
  }
  if (!seen_) seen_ = options_.version;
  const auto changes = store.since(shape_.resource->store, *seen_);
  if (!changes) return std::nullopt;
  for (const Change& change : *changes) {
    const bool was = change.before != nullptr && selects(*change.before);
    const bool is = change.kind != Change::Kind::deleted && selects(*change.object);
    if (is) out += line(was ? "MODIFIED" : "ADDED", change.object, now);
    if (was && !is) out += line("DELETED", change.object, now);
  }
  seen_ = std::max(*seen_, store.version());
  return out;
}

bool Watch::selects(const Json& object) const {
  if (!ns_.empty() && namespace_of(object) != ns_) return false;
  if (!matches(options_.labels, labels_of(object))) return false;
  if (options_.fields.empty()) return true;
  const bool converted = shape_.resource->group == "events.k8s.io";
  return converted ? matches(options_.fields,
                             *presented(*shape_.resource, std::make_shared<const Json>(object)))
                   : matches(options_.fields, object);
}

std::string Watch::line(std::string_view type, const Object& object, WallTime now) {
  if (!shape_.table) return event_line(type, *presented(*shape_.resource, object));
  Json table = table_of(shape_.resource->store, {object}, now, shape_.include, !columns_sent_);
  table["metadata"]["resourceVersion"] = text_at(*object, "metadata", "resourceVersion");
  columns_sent_ = true;
  return event_line(type, std::move(table));
}

std::string Watch::bookmark(bool end_of_initial_events) const {
  Json meta{{"resourceVersion", std::to_string(seen_.value_or(0))}, {"creationTimestamp", nullptr}};
  if (end_of_initial_events) meta["annotations"]["k8s.io/initial-events-end"] = "true";
  if (shape_.table)
    return event_line("BOOKMARK", {{"kind", "Table"},
                                   {"apiVersion", "meta.k8s.io/v1"},
                                   {"metadata", std::move(meta)},
                                   {"columnDefinitions", Json::array()},
                                   {"rows", Json::array()}});
  return event_line("BOOKMARK", {{"kind", shape_.resource->kind},
                                 {"apiVersion", api_version(*shape_.resource)},
                                 {"metadata", std::move(meta)}});
}

std::string Watch::expired() {
  return event_line("ERROR", status_of(gone("too old resource version")));
}

}  // namespace brunt::sandbox::cluster

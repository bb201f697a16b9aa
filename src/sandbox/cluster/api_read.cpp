#include <algorithm>

#include <fmt/format.h>

#include "sandbox/cluster/api.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/table.h"

namespace brunt::sandbox::cluster {
namespace {

Shape shape_of(const net::ServerRequest& request, const Resource& resource) {
  const std::string accept = net::header(request.headers, "Accept").value_or("");
  return {&resource, accept.find("as=Table") != std::string::npos,
          net::query_value(request, "includeObject").value_or("Metadata")};
}

Json scale_of(const Json& deployment) {
  const Json* labels = at(deployment, "spec", "selector");
  const auto rules = label_selector_of(labels == nullptr ? Json() : *labels);
  return {{"kind", "Scale"},
          {"apiVersion", "autoscaling/v1"},
          {"metadata",
           {{"name", name_of(deployment)},
            {"namespace", namespace_of(deployment)},
            {"uid", uid_of(deployment)},
            {"resourceVersion", text_at(deployment, "metadata", "resourceVersion")},
            {"creationTimestamp", text_at(deployment, "metadata", "creationTimestamp")}}},
          {"spec", {{"replicas", number_at(deployment, "spec", "replicas")}}},
          {"status",
           {{"replicas", number_at(deployment, "status", "replicas")},
            {"selector", rules ? print_selector(*rules) : ""}}}};
}

/// Orders as the store does: the separator sorts before all that names may hold.
std::string place_of(const Json& object) {
  return namespace_of(object) + "\n" + name_of(object);
}

}  // namespace

Answer<Reply> Api::read(const Call& call) const {
  const Target& target = call.target;
  if (target.resource->store.empty()) return std::unexpected(method_not_allowed());
  if (target.name.empty()) return list(call);
  if (target.sub == "eviction") return std::unexpected(method_not_allowed());
  const auto object = existing(target);
  if (!object) return std::unexpected(object.error());
  if (target.sub == "scale") return json_reply(scale_of(**object));
  const Shape shape = shape_of(call.request, *target.resource);
  const Object shown = presented(*target.resource, *object);
  if (!shape.table) return json_reply(*shown);
  Json table = table_of(target.resource->store, {*object}, call.now.wall, shape.include);
  table["metadata"]["resourceVersion"] = text_at(*shown, "metadata", "resourceVersion");
  return json_reply(table);
}

Answer<Reply> Api::list(const Call& call) const {
  const Resource& resource = *call.target.resource;
  auto options = list_options(call.request.query, resource.store);
  if (!options) return std::unexpected(options.error());
  const Shape shape = shape_of(call.request, resource);
  if (options->watch) {
    Reply reply;
    reply.watch.emplace(shape, call.target.ns, *std::move(options));
    return reply;
  }
  std::vector<Object> chosen;
  for (const Object& object : cluster_.store().list(resource.store, call.target.ns))
    if ((options->from.empty() || place_of(*object) > options->from) &&
        matches(options->labels, labels_of(*object)) &&
        matches(options->fields, *presented(resource, object)))
      chosen.push_back(object);
  Json meta{{"resourceVersion", std::to_string(cluster_.store().version())}};
  const auto kept = static_cast<std::size_t>(options->limit.value_or(0));
  if (kept > 0 && chosen.size() > kept) {
    if (options->labels.empty() && options->fields.empty())
      meta["remainingItemCount"] = chosen.size() - kept;
    chosen.resize(kept);
    meta["continue"] = continue_token(place_of(*chosen.back()), cluster_.store().version());
  }
  if (shape.table) {
    Json table = table_of(resource.store, chosen, call.now.wall, shape.include);
    table["metadata"] = std::move(meta);
    return json_reply(table);
  }
  Json items = Json::array();
  for (const Object& object : chosen)
    items.push_back(*presented(resource, object));
  return json_reply({{"kind", resource.kind + "List"},
                     {"apiVersion", api_version(resource)},
                     {"metadata", std::move(meta)},
                     {"items", std::move(items)}});
}

Answer<Reply> Api::review(const Call& call) {
  const Json* asked = at(call.body, "spec", "resourceAttributes");
  bool allowed = at(call.body, "spec", "nonResourceAttributes") != nullptr;
  if (asked != nullptr) {
    const std::string sub = string_or(*asked, "subresource");
    const std::string verb = string_or(*asked, "verb");
    const std::string plural = string_or(*asked, "resource");
    const std::string whole = fmt::format("{}/{}", plural, sub);
    const auto offers = [&](const std::vector<std::string>& verbs) {
      return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
    };
    for (const Resource& each : resources())
      if (sub.empty() && each.plural == plural && each.group == string_or(*asked, "group"))
        allowed = allowed || offers(each.verbs);
    for (const Subresource& each : subresources())
      if (!sub.empty() && each.name == whole && each.group == string_or(*asked, "group"))
        allowed = allowed || offers(each.verbs);
  } else if (!allowed) {
    return std::unexpected(bad_request("spec.resourceAttributes is missing"));
  }
  Json answer = call.body;
  answer["kind"] = "SelfSubjectAccessReview";
  answer["apiVersion"] = "authorization.k8s.io/v1";
  answer["status"] = {
      {"allowed", allowed},
      {"reason", allowed ? "the token of the emulated cluster may do all that it offers"
                         : "the emulated cluster does not offer this"}};
  return json_reply(answer, 201);
}

}  // namespace brunt::sandbox::cluster

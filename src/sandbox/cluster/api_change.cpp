#include <iterator>

#include <fmt/format.h>

#include "sandbox/cluster/api.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/patch.h"

namespace brunt::sandbox::cluster {
namespace {

Answer<Json> patched(const net::ServerRequest& request, const Json& before, const Json& body) {
  if (request.method == "PUT") return body;
  auto after = apply_patch(before, body, net::header(request.headers, "Content-Type").value_or(""));
  if (after) return *std::move(after);
  if (after.error().code == Errc::not_found)
    return std::unexpected(
        Failure{415, "UnsupportedMediaType", after.error().what, Json::object()});
  return std::unexpected(bad_request(after.error().what));
}

/// Equal, whatever the order of keys: clients send objects back in their own order.
bool same(const Json& a, const Json& b) {
  return canonical(a) == canonical(b);
}

/// Typed clients write null for what is not set; a real API server drops it.
void drop_nulls(Json& value) {
  if (value.is_object())
    for (auto each = value.begin(); each != value.end();)
      each = each->is_null() ? value.erase(each) : std::next(each);
  if (value.is_structured())
    for (Json& each : value)
      drop_nulls(each);
}

/// What the sandbox cannot honour must not look as if it had been.
std::optional<std::pair<std::string, std::string>> offence(const Json& before, const Json& after) {
  const Json* replicas = at(after, "spec", "replicas");
  if (replicas == nullptr || !replicas->is_number_integer() || replicas->get<std::int64_t>() < 0)
    return std::pair{"spec.replicas", "must be a whole number greater than or equal to 0"};
  if (at(after, "spec", "selector") == nullptr ||
      !same(after["spec"]["selector"], before["spec"]["selector"]))
    return std::pair{"spec.selector", "field is immutable"};
  const Json* shape = at(after, "spec", "template", "spec");
  if (shape == nullptr) return std::pair{"spec.template.spec", "required value"};
  Json pods = before["spec"]["template"]["spec"];
  if (const Json* grace = find(*shape, "terminationGracePeriodSeconds"))
    pods["terminationGracePeriodSeconds"] = *grace;
  if (!same(pods, *shape) || number_at(pods, "terminationGracePeriodSeconds") < 0)
    return std::pair{"spec.template.spec",
                     "the emulated cluster has no images and no containers: of the pods' spec only "
                     "terminationGracePeriodSeconds can be changed"};
  const auto selector = label_selector_of(after["spec"]["selector"]);
  if (!selector || !matches(*selector, labels_of(after["spec"]["template"])))
    return std::pair{"spec.template.metadata.labels",
                     "`selector` does not match template `labels`"};
  return std::nullopt;
}

bool same_identity(const Json& before, const Json& after) {
  const Json* uid = at(after, "metadata", "uid");
  return name_of(before) == name_of(after) && namespace_of(before) == namespace_of(after) &&
         (uid == nullptr || *uid == before["metadata"]["uid"]);
}

}  // namespace

Answer<Reply> Api::change(const Call& call) {
  const Target& target = call.target;
  const std::string& plural = target.resource->plural;
  if (target.name.empty() ||
      (plural != "deployments" && plural != "nodes" && plural != "poddisruptionbudgets"))
    return std::unexpected(method_not_allowed());
  if (target.sub == "scale") return change_scale(call);
  if (!target.sub.empty()) return std::unexpected(method_not_allowed());
  const auto before = existing(target);
  if (!before) return std::unexpected(before.error());
  auto after = patched(call.request, **before, call.body);
  if (!after) return std::unexpected(after.error());
  return store_changed(call, **before, *std::move(after));
}

Answer<Reply> Api::store_changed(const Call& call, const Json& before, Json after) {
  const Resource& resource = *call.target.resource;
  const std::string name = call.target.name;
  drop_nulls(after);
  if (!after.is_object() || at(after, "metadata") == nullptr || !same_identity(before, after))
    return std::unexpected(
        invalid(resource.kind, resource.group, name, "metadata", "field is immutable"));
  const std::string version = text_at(after, "metadata", "resourceVersion");
  if (!version.empty() && version != text_at(before, "metadata", "resourceVersion"))
    return std::unexpected(
        conflict(resource.plural, resource.group, name,
                 "the object has been modified; please apply your changes to the "
                 "latest version and try again"));
  if (resource.plural == "deployments") {
    if (const auto wrong = offence(before, after))
      return std::unexpected(
          invalid(resource.kind, resource.group, name, wrong->first, wrong->second));
    Json pods = before["spec"]["template"]["spec"];  // the same but for this, in its own spelling
    if (const Json* grace = at(after, "spec", "template", "spec", "terminationGracePeriodSeconds"))
      pods["terminationGracePeriodSeconds"] = *grace;
    after["spec"]["template"]["spec"] = std::move(pods);
  }
  after["apiVersion"] = before["apiVersion"];
  after["kind"] = before["kind"];
  for (const char* key : {"uid", "creationTimestamp", "generation"})
    if (const Json* value = at(before, "metadata", key)) after["metadata"][key] = *value;
  after["status"] = before.value("status", Json::object());
  if (!same(after["spec"], before["spec"]) && at(before, "metadata", "generation") != nullptr)
    after["metadata"]["generation"] = number_at(before, "metadata", "generation") + 1;
  const auto options = list_options(call.request.query, resource.store);
  if (options && options->dry_run) return json_reply(after);
  return json_reply(*cluster_.world(call.now).store.put(resource.store, std::move(after)));
}

Answer<Reply> Api::change_scale(const Call& call) {
  const auto before = existing(call.target);
  if (!before) return std::unexpected(before.error());
  Call as_read = call;
  as_read.target.sub = "scale";
  const auto shown = read(as_read);
  if (!shown) return std::unexpected(shown.error());
  const auto scale = patched(call.request, *parse_json(shown->body), call.body);
  if (!scale) return std::unexpected(scale.error());
  Json after = **before;
  const std::string version = text_at(*scale, "metadata", "resourceVersion");
  if (!version.empty()) after["metadata"]["resourceVersion"] = version;
  const Json* replicas = at(*scale, "spec", "replicas");
  after["spec"]["replicas"] = replicas == nullptr ? Json() : *replicas;
  Call as_change = call;
  as_change.target.sub = "";
  const auto stored = store_changed(as_change, **before, std::move(after));
  if (!stored) return std::unexpected(stored.error());
  return read(as_read);
}

Answer<Reply> Api::create_budget(const Call& call) {
  const Resource& resource = *call.target.resource;
  const std::string name = text_at(call.body, "metadata", "name");
  if (call.target.ns.empty() || name.empty())
    return std::unexpected(
        invalid(resource.kind, resource.group, name, "metadata.name", "required value"));
  if (cluster_.store().get(resource.store, call.target.ns, name) != nullptr)
    return std::unexpected(
        Failure{409, "AlreadyExists",
                fmt::format("{}.{} \"{}\" already exists", resource.plural, resource.group, name),
                Json::object()});
  Json budget = call.body;
  World world = cluster_.world(call.now);
  budget["apiVersion"] = api_version(resource);
  budget["kind"] = resource.kind;
  budget["metadata"]["namespace"] = call.target.ns;
  budget["metadata"]["uid"] = world.ids.uid();
  budget["metadata"]["creationTimestamp"] = api_time(call.now.wall);
  budget["metadata"]["generation"] = 1;
  return json_reply(*world.store.put(resource.store, std::move(budget)), 201);
}

}  // namespace brunt::sandbox::cluster

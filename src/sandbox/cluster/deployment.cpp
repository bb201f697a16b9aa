#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr std::string_view revision_key = "deployment.kubernetes.io/revision";
constexpr std::string_view component = "deployment-controller";

std::int64_t revision_of(const Json& object) {
  const std::string text = text_at(object, "metadata", "annotations", revision_key);
  return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10);
}

/// maxSurge and maxUnavailable are a number or a percentage of the replicas.
std::int64_t share(const Json* value, std::int64_t of, bool round_up) {
  if (value == nullptr) return round_up ? 1 : 0;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  const double part =
      std::strtod(value->get<std::string>().c_str(), nullptr) / 100.0 * static_cast<double>(of);
  return static_cast<std::int64_t>(round_up ? std::ceil(part) : std::floor(part));
}

/// One Deployment with its ReplicaSets.
struct Rollout {
  Object deployment;
  std::string current;       ///< name of the ReplicaSet of today's template
  std::vector<Object> sets;  ///< all of its ReplicaSets, oldest revision first
  std::int64_t wanted = 0;
  std::int64_t surge = 1, unavailable = 0;

  std::int64_t sum(std::string_view part, std::string_view field) const {
    std::int64_t out = 0;
    for (const Object& set : sets)
      out += number_at(*set, part, field);
    return out;
  }
  const Json* current_set() const {
    for (const Object& set : sets)
      if (name_of(*set) == current) return set.get();
    return nullptr;
  }
};

Rollout read(const World& world, const Object& deployment) {
  Rollout out;
  out.deployment = deployment;
  out.current = name_of(*deployment) + "-" + template_hash((*deployment)["spec"]["template"]);
  out.wanted = std::max<std::int64_t>(0, number_at(*deployment, "spec", "replicas"));
  const Json* rolling = at(*deployment, "spec", "strategy", "rollingUpdate");
  out.surge = share(rolling == nullptr ? nullptr : find(*rolling, "maxSurge"), out.wanted, true);
  out.unavailable =
      share(rolling == nullptr ? nullptr : find(*rolling, "maxUnavailable"), out.wanted, false);
  if (out.surge == 0 && out.unavailable == 0) out.unavailable = 1;
  for (const Object& set : world.store.list("replicasets", namespace_of(*deployment)))
    if (controller_of(*set) == uid_of(*deployment)) out.sets.push_back(set);
  std::stable_sort(out.sets.begin(), out.sets.end(), [](const Object& a, const Object& b) {
    return revision_of(*a) < revision_of(*b);
  });
  return out;
}

void scale(World& world, Rollout& rollout, Object& set, std::int64_t to) {
  const std::int64_t from = number_at(*set, "spec", "replicas");
  if (from == to) return;
  Json changed = *set;
  changed["spec"]["replicas"] = to;
  changed["metadata"]["generation"] = number_at(*set, "metadata", "generation") + 1;
  set = world.store.put("replicasets", std::move(changed));
  record_event(world, *rollout.deployment, "Normal", "ScalingReplicaSet",
               fmt::format("Scaled {} replica set {} from {} to {}", to > from ? "up" : "down",
                           name_of(*set), from, to),
               component);
}

Json new_set(World& world, const Rollout& rollout, std::int64_t revision) {
  const Json& deployment = *rollout.deployment;
  const std::string hash = rollout.current.substr(name_of(deployment).size() + 1);
  Json shape = deployment["spec"]["template"];
  shape["metadata"]["labels"]["pod-template-hash"] = hash;
  Json selector = deployment["spec"]["selector"];
  selector["matchLabels"]["pod-template-hash"] = hash;
  return {{"apiVersion", "apps/v1"},
          {"kind", "ReplicaSet"},
          {"metadata",
           {{"name", rollout.current},
            {"namespace", namespace_of(deployment)},
            {"uid", world.ids.uid()},
            {"generation", 1},
            {"creationTimestamp", api_time(world.now.wall)},
            {"labels", labels_of(shape)},
            {"annotations", {{revision_key, std::to_string(revision)}}},
            {"ownerReferences", Json::array({controller_reference(deployment)})}}},
          {"spec",
           {{"replicas", 0}, {"selector", std::move(selector)}, {"template", std::move(shape)}}},
          {"status", {{"replicas", 0}}}};
}

/// Today's ReplicaSet exists and has the highest revision.
void ensure_current(World& world, Rollout& rollout) {
  const std::int64_t last = rollout.sets.empty() ? 0 : revision_of(*rollout.sets.back());
  const Json* current = rollout.current_set();
  if (current != nullptr && revision_of(*current) == last) return;
  Json set = current == nullptr ? new_set(world, rollout, last + 1) : *current;
  set["metadata"]["annotations"][std::string(revision_key)] = std::to_string(last + 1);
  world.store.put("replicasets", std::move(set));
  rollout = read(world, rollout.deployment);
}

/// Recreate: the new ones start when the last old pod, terminating ones included, has gone.
void recreate(World& world, Rollout& rollout) {
  bool old_pods = false;
  for (Object& set : rollout.sets) {
    if (name_of(*set) == rollout.current) continue;
    scale(world, rollout, set, 0);
    for (const Object& pod : world.store.list("pods", namespace_of(*set)))
      old_pods = old_pods || controller_of(*pod) == uid_of(*set);
  }
  if (!old_pods) scale(world, rollout, rollout.sets.back(), rollout.wanted);
}

void scale_down_old(World& world, Rollout& rollout) {
  const Object current = rollout.sets.back();
  const std::int64_t at_least = rollout.wanted - rollout.unavailable;
  std::int64_t may_go = rollout.sum("spec", "replicas") - at_least -
                        (number_at(*current, "spec", "replicas") -
                         number_at(*current, "status", "availableReplicas"));
  std::int64_t spare = rollout.sum("status", "availableReplicas") - at_least;
  for (Object& set : rollout.sets) {
    if (name_of(*set) == rollout.current) continue;
    const std::int64_t have = number_at(*set, "spec", "replicas");
    const std::int64_t serving = std::min(have, number_at(*set, "status", "availableReplicas"));
    const std::int64_t idle = std::clamp<std::int64_t>(may_go, 0, have - serving);
    may_go -= idle;
    const std::int64_t busy = std::clamp<std::int64_t>(std::min(spare, may_go), 0, serving);
    may_go -= busy;
    spare -= busy;
    scale(world, rollout, set, have - idle - busy);
  }
}

void roll(World& world, Rollout& rollout) {
  Object& current = rollout.sets.back();
  const std::int64_t have = number_at(*current, "spec", "replicas");
  const std::int64_t old = rollout.sum("spec", "replicas") - have;
  const std::int64_t room = rollout.wanted + rollout.surge - old;
  const bool stepwise = old > 0 && have < rollout.wanted;
  scale(world, rollout, current,
        stepwise ? std::max(have, std::min(room, rollout.wanted)) : rollout.wanted);
  if (old > 0) scale_down_old(world, rollout);
}

void write_status(World& world, const Rollout& rollout) {
  const Json& deployment = *rollout.deployment;
  const std::int64_t total = rollout.sum("status", "replicas");
  const std::int64_t available = rollout.sum("status", "availableReplicas");
  const std::int64_t updated = number_at(*rollout.sets.back(), "status", "replicas");
  Json status{{"observedGeneration", number_at(deployment, "metadata", "generation")}};
  const auto add = [&](const char* key, std::int64_t value) {
    if (value > 0) status[key] = value;
  };
  add("replicas", total);
  add("updatedReplicas", updated);
  add("readyReplicas", rollout.sum("status", "readyReplicas"));
  add("availableReplicas", available);
  add("unavailableReplicas",
      std::max<std::int64_t>(0, std::max(total, rollout.wanted) - available));
  const Json* before = at(deployment, "status", "conditions");
  Json conditions = before == nullptr ? Json::array() : *before;
  const bool enough = available >= rollout.wanted - rollout.unavailable;
  set_condition(conditions, "Available", enough,
                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability."
                       : "Deployment does not have minimum availability.",
                world.now.wall, true);
  const std::string done =
      fmt::format("ReplicaSet \"{}\" has successfully progressed.", rollout.current);
  const bool was_done = std::any_of(conditions.begin(), conditions.end(),
                                    [&](const Json& c) { return string_or(c, "message") == done; });
  const bool complete =
      updated == rollout.wanted && total == rollout.wanted && available >= rollout.wanted;
  if (complete || was_done)
    set_condition(conditions, "Progressing", true, "NewReplicaSetAvailable", done, world.now.wall,
                  true);
  else
    set_condition(conditions, "Progressing", true, "ReplicaSetUpdated",
                  fmt::format("ReplicaSet \"{}\" is progressing.", rollout.current), world.now.wall,
                  true);
  status["conditions"] = std::move(conditions);
  Json changed = deployment;
  changed["status"] = std::move(status);
  changed["metadata"]["annotations"][std::string(revision_key)] =
      std::to_string(revision_of(*rollout.sets.back()));
  world.store.put("deployments", std::move(changed));
}

/// ReplicaSets without pods beyond the history limit go, oldest first.
void forget_old(World& world, const Rollout& rollout) {
  const Json* limit = at(*rollout.deployment, "spec", "revisionHistoryLimit");
  const std::size_t keep =
      limit != nullptr && limit->is_number_unsigned() ? limit->get<std::size_t>() : 10;
  std::size_t surplus = rollout.sets.size() - 1 > keep ? rollout.sets.size() - 1 - keep : 0;
  for (const Object& set : rollout.sets) {
    if (surplus == 0 || name_of(*set) == rollout.current) return;
    if (number_at(*set, "spec", "replicas") + number_at(*set, "status", "replicas") > 0) continue;
    world.store.erase("replicasets", namespace_of(*set), name_of(*set));
    --surplus;
  }
}

}  // namespace

void run_deployments(World& world) {
  for (const Object& deployment : world.store.list("deployments")) {
    Rollout rollout = read(world, deployment);
    const Json* paused = at(*deployment, "spec", "paused");
    if (paused == nullptr || !paused->is_boolean() || !paused->get<bool>()) {
      ensure_current(world, rollout);
      if (text_at(*deployment, "spec", "strategy", "type") == "Recreate")
        recreate(world, rollout);
      else
        roll(world, rollout);
    } else if (!rollout.sets.empty()) {
      rollout.current = name_of(*rollout.sets.back());
      if (rollout.sum("spec", "replicas") == number_at(*rollout.sets.back(), "spec", "replicas"))
        scale(world, rollout, rollout.sets.back(), rollout.wanted);
    }
    if (rollout.sets.empty()) continue;
    write_status(world, rollout);
    forget_old(world, rollout);
  }
}

}  // namespace brunt::sandbox::cluster

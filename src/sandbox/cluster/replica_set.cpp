#include <algorithm>

#include <fmt/format.h>

#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

/// Its pods that count: neither terminating nor over.
std::vector<Object> active_pods(const World& world, const Json& set) {
  std::vector<Object> out;
  for (const Object& pod : world.store.list("pods", namespace_of(set))) {
    const std::string phase = text_at(*pod, "status", "phase");
    if (controller_of(*pod) == uid_of(set) && !terminating(*pod) && phase != "Failed" &&
        phase != "Succeeded")
      out.push_back(pod);
  }
  return out;
}

void create_pod(World& world, const Json& set) {
  const Json& shape = set["spec"]["template"];
  const std::string base = name_of(set) + "-";
  Json meta{{"name", base + world.ids.suffix()},
            {"generateName", base},
            {"namespace", namespace_of(set)},
            {"uid", world.ids.uid()},
            {"creationTimestamp", api_time(world.now.wall)},
            {"labels", labels_of(shape)},
            {"ownerReferences", Json::array({controller_reference(set)})}};
  if (const Json* annotations = at(shape, "metadata", "annotations"))
    meta["annotations"] = *annotations;
  const Object pod =
      world.store.put("pods", {{"apiVersion", "v1"},
                               {"kind", "Pod"},
                               {"metadata", std::move(meta)},
                               {"spec", shape["spec"]},
                               {"status", {{"phase", "Pending"}, {"qosClass", "BestEffort"}}}});
  record_event(world, set, "Normal", "SuccessfulCreate", "Created pod: " + name_of(*pod),
               "replicaset-controller");
}

/// Pods that serve least go first: not scheduled, not ready, youngest.
void delete_surplus(World& world, const Json& set, std::vector<Object> pods, std::size_t n) {
  std::stable_sort(pods.begin(), pods.end(), [](const Object& a, const Object& b) {
    const auto rank = [](const Json& pod) {
      return std::make_tuple(!text_at(pod, "spec", "nodeName").empty(),
                             text_at(pod, "status", "phase") == "Running", ready(pod));
    };
    if (rank(*a) != rank(*b)) return rank(*a) < rank(*b);
    return text_at(*a, "metadata", "creationTimestamp") >
           text_at(*b, "metadata", "creationTimestamp");
  });
  for (std::size_t i = 0; i < n; ++i) {
    begin_deletion(world, pods[i], number_at(*pods[i], "spec", "terminationGracePeriodSeconds"));
    record_event(world, set, "Normal", "SuccessfulDelete", "Deleted pod: " + name_of(*pods[i]),
                 "replicaset-controller");
  }
}

void write_status(World& world, const Object& set, const std::vector<Object>& pods) {
  const auto prepared =
      std::count_if(pods.begin(), pods.end(), [](const Object& p) { return ready(*p); });
  Json changed = *set;
  Json status{{"replicas", pods.size()},
              {"observedGeneration", number_at(*set, "metadata", "generation")}};
  if (!pods.empty()) status["fullyLabeledReplicas"] = pods.size();
  if (prepared > 0) status["readyReplicas"] = prepared;
  if (prepared > 0) status["availableReplicas"] = prepared;
  changed["status"] = std::move(status);
  world.store.put("replicasets", std::move(changed));
}

}  // namespace

void run_replica_sets(World& world) {
  for (const Object& set : world.store.list("replicasets")) {
    const auto wanted =
        static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(*set, "spec", "replicas")));
    std::vector<Object> pods = active_pods(world, *set);
    for (std::size_t have = pods.size(); have < wanted; ++have)
      create_pod(world, *set);
    if (pods.size() > wanted) delete_surplus(world, *set, pods, pods.size() - wanted);
    write_status(world, set, active_pods(world, *set));
  }
}

}  // namespace brunt::sandbox::cluster

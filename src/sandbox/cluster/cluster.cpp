#include "sandbox/cluster/cluster.h"

#include <algorithm>
#include <iterator>

#include "sandbox/cluster/budget.h"
#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {

Cluster::Cluster(Options options, Now now)
    : options_(std::move(options)),
      ids_(options_.seed),
      kubelet_({options_.pod_prefix, options_.parameters.start_delay}) {
  World here = world(now);
  bootstrap(here, options_.parameters, options_.ports);
}

std::vector<Command> Cluster::step(Now now) {
  World here = world(now);
  std::vector<Command> out;
  std::uint64_t before = 0;
  do {
    before = store_.version();
    run_deployments(here);
    run_replica_sets(here);
    std::vector<Command> more = kubelet_.sync(here);
    std::move(more.begin(), more.end(), std::back_inserter(out));
    run_endpoints(here);
    run_budgets(here);
  } while (store_.version() != before);
  return out;
}

bool Cluster::all_available() const {
  const auto deployments = store_.list("deployments");
  return std::all_of(deployments.begin(), deployments.end(), [](const Object& each) {
    return number_at(*each, "status", "availableReplicas") >= number_at(*each, "spec", "replicas");
  });
}

}  // namespace brunt::sandbox::cluster

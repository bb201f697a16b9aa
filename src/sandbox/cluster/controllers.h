#pragma once

#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {

/// Deployment -> ReplicaSet: a ReplicaSet per pod template, a rolling update by maxSurge and
/// maxUnavailable (or Recreate), status, revisions. Source: Kubernetes, "Deployments".
void run_deployments(World& world);

/// ReplicaSet -> pods: as many as asked that are not terminating. A replacement is made at once,
/// before the old process has ended. Source: Kubernetes, "ReplicaSet".
void run_replica_sets(World& world);

/// Pods -> Endpoints of each Service with a selector: ready pods that are not terminating in
/// `addresses`, others that run in `notReadyAddresses`.
void run_endpoints(World& world);

/// What the gateway has to know of the functions: name, namespace, image, replicas,
/// availableReplicas, labels, endpoints ("127.0.0.1:41007"), createdAt; ordered by name.
Json functions_of(const Store& store);

}  // namespace brunt::sandbox::cluster

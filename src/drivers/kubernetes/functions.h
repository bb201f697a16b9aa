#pragma once

#include <vector>

#include "net/http_client.h"
#include "provider/native.h"

namespace brunt::drivers::kubernetes {

/// chaosk8s functions done natively: pod.probes.count_pods, pod.probes.read_pod_logs,
/// pod.actions.terminate_pods. Each Outcome says in its evidence which cluster it spoke to.
provider::NativeTable functions(std::vector<net::Resolve> resolve);

}  // namespace brunt::drivers::kubernetes

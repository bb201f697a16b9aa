#pragma once

#include <vector>

#include "net/http_client.h"
#include "provider/native.h"

namespace brunt::drivers::prometheus {

/// chaosprometheus functions done natively: probes.query and probes.query_interval. The server is
/// `prometheus_base_url` of the configuration, http://localhost:9090 by default. Credentials are
/// sent only when the provider's secrets hold PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME with
/// PROMETHEUS_PASSWORD. Source: prometheus reference sections 0 to 4.
provider::NativeTable functions(std::vector<net::Resolve> resolve);

}  // namespace brunt::drivers::prometheus

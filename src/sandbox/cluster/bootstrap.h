#pragma once

#include <cstdint>

#include "sandbox/cluster/parameters.h"
#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {

/// Where the parts that are no function listen, all on 127.0.0.1.
struct Ports {
  std::uint16_t api = 0, gateway = 0, ingress = 0, metrics = 0;
  friend bool operator==(const Ports&, const Ports&) = default;
};

/// Fills an empty store: namespaces `default`, `openfaas`, `openfaas-fn`, one node, the Deployments
/// `astre`, `gateway` and `prometheus` and their Services. Shapes: reference of faas-netes.
void bootstrap(World& world, const Parameters& parameters, const Ports& ports);

/// Every function listens on this port of its pod's address.
constexpr std::uint16_t function_port = 8080;

}  // namespace brunt::sandbox::cluster

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/cluster/bootstrap.h"
#include "sandbox/cluster/kubelet.h"
#include "sandbox/cluster/parameters.h"
#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {

/// The whole emulated cluster as pure state: objects, controllers, kubelet. What happens to
/// processes and what the clock says comes in, what to do goes out. Not synchronised.
class Cluster {
 public:
  struct Options {
    Parameters parameters;
    Ports ports;
    std::string pod_prefix = "127.77.0.";
    std::uint64_t seed = 1;
  };
  Cluster(Options options, Now now);

  /// Lets controllers and kubelet act until nothing changes any more.
  std::vector<Command> step(Now now);
  /// When step() has to be called at the latest.
  std::optional<Steady> next_due() const { return kubelet_.next_due(); }

  World world(Now now) { return {store_, ids_, now}; }
  const Options& options() const { return options_; }
  const Store& store() const { return store_; }
  Kubelet& kubelet() { return kubelet_; }

  /// Is every Deployment fully available?
  bool all_available() const;

 private:
  Options options_;
  Store store_;
  Ids ids_;
  Kubelet kubelet_;
};

}  // namespace brunt::sandbox::cluster

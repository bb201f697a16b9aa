#include "drivers/kubernetes/functions.h"

#include <memory>
#include <mutex>
#include <utility>

#include "drivers/kubernetes/client.h"
#include "drivers/kubernetes/kubeconfig.h"
#include "drivers/kubernetes/pods.h"
#include "net/url.h"
#include "sys/environment.h"

namespace brunt::drivers::kubernetes {
namespace {

using provider::Call;
using provider::NativeFunction;
using provider::Outcome;
using provider::Parameter;

/// Clients by the access they have, so that calls share connections; two contexts at once do not
/// get into each other's way.
class Clients {
 public:
  explicit Clients(std::vector<net::Resolve> resolve) : resolve_(std::move(resolve)) {}

  std::shared_ptr<const Client> of(Access access) {
    const std::lock_guard lock(mutex_);
    for (const auto& client : clients_) {
      if (client->access() == access) return client;
    }
    return clients_.emplace_back(std::make_shared<Client>(std::move(access), resolve_));
  }

 private:
  std::vector<net::Resolve> resolve_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const Client>> clients_;  ///< guarded by mutex_
};

using Work = Result<Outcome> (*)(const Json&, const Context&);

/// Finds the cluster, does the work, adds to its evidence where it was done.
Result<Outcome> done(Clients& clients, Work work, const Json& arguments, const Call& call,
                     const Limits& limits) {
  auto access = find_access(lookup_in(call.secrets, &sys::environment));
  if (!access) return std::unexpected(std::move(access).error());
  const auto client = clients.of(*std::move(access));
  auto outcome = work(arguments, {*client, limits});
  if (!outcome) {
    const Error& error = outcome.error();
    if (error.code != Errc::unavailable && error.code != Errc::timed_out) {
      return std::unexpected(error);
    }
    Outcome failed = failed_outcome(error);
    failed.evidence = {{"cluster",
                        {{"server", net::mask_url(client->access().server)},
                         {"context", client->access().origin}}}};
    return failed;
  }
  if (outcome->evidence.is_null()) outcome->evidence = Json::object();
  outcome->evidence["cluster"] = client->cluster(limits);
  return outcome;
}

NativeFunction function(const std::shared_ptr<Clients>& clients, std::vector<Parameter> parameters,
                        std::function<Result<>(const Json&)> validate, Work work) {
  NativeFunction out;
  out.parameters = std::move(parameters);
  out.validate = std::move(validate);
  out.invoke = [clients, work](const Json& arguments, const Call& call, const Limits& limits,
                               const provider::Notify&) {
    return done(*clients, work, arguments, call, limits);
  };
  return out;
}

}  // namespace

provider::NativeTable functions(std::vector<net::Resolve> resolve) {
  const auto clients = std::make_shared<Clients>(std::move(resolve));
  const Parameter ns{"ns", false, "default"};
  provider::NativeTable table;
  table["chaosk8s.pod.probes.count_pods"] = function(
      clients, {{"label_selector", true, {}}, {"phase", false, nullptr}, ns},
      [](const Json& arguments) {
        return check_texts(arguments, {"label_selector", "phase", "ns"});
      },
      &count_pods);
  table["chaosk8s.pod.actions.terminate_pods"] = function(clients,
                                                          {{"label_selector", false, nullptr},
                                                           {"name_pattern", false, nullptr},
                                                           {"all", false, false},
                                                           {"rand", false, false},
                                                           {"mode", false, "fixed"},
                                                           {"qty", false, 1},
                                                           {"grace_period", false, -1},
                                                           ns,
                                                           {"order", false, "alphabetic"}},
                                                          &check_terminate_pods, &terminate_pods);
  table["chaosk8s.pod.probes.read_pod_logs"] =
      function(clients,
               {{"name", false, nullptr},
                {"last", false, nullptr},
                ns,
                {"from_previous", false, false},
                {"label_selector", false, "name in ({name})"},
                {"container_name", false, nullptr}},
               &check_read_pod_logs, &read_pod_logs);
  return table;
}

}  // namespace brunt::drivers::kubernetes

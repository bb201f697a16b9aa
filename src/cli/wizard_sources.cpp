#include "cli/wizard_sources.h"

#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "drivers/kubernetes/client.h"
#include "sandbox/cluster/launch.h"
#include "sys/environment.h"
#include "sys/process.h"

namespace brunt::cli {
namespace {

namespace kubernetes = drivers::kubernetes;
namespace cluster = sandbox::cluster;

using Environment = std::map<std::string, std::string>;

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::string selector_of(const Json& deployment) {
  const Json* labels = nullptr;
  if (const Json* spec = find(deployment, "spec"))
    if (const Json* selector = find(*spec, "selector")) labels = find(*selector, "matchLabels");
  if (labels == nullptr || !labels->is_object()) return "";
  std::vector<std::string> parts;
  for (const auto& [key, value] : labels->items())
    if (value.is_string()) parts.push_back(key + "=" + value.get<std::string>());
  return join(parts, ",");
}

Result<std::vector<net::Resolve>> resolves_of(const Environment& environment) {
  std::vector<net::Resolve> resolves;
  for (const auto& text : split(value_of(environment, "BRUNT_RESOLVE"), ','))
    if (!trim(text).empty()) resolves.push_back(BRUNT_TRY(net::parse_resolve(trim(text))));
  return resolves;
}

Result<Offer> offer_with(const Environment& environment, const Limits& limits) {
  const auto lookup = [&](const std::string& name) -> std::optional<std::string> {
    if (const auto found = environment.find(name); found != environment.end()) return found->second;
    return sys::environment(name);
  };
  auto access = BRUNT_TRY(kubernetes::find_access(lookup));
  Offer offer;
  offer.where = access.origin;
  const kubernetes::Client client(std::move(access), BRUNT_TRY(resolves_of(environment)));
  const Json list =
      BRUNT_TRY(client.json("GET", "/apis/apps/v1/deployments", {}, std::nullopt, limits));
  offer.deployments = deployments_in(list);
  if (offer.deployments.empty())
    return std::unexpected(
        Error{Errc::not_found, "no deployment with a selector runs there", offer.where});
  offer.address = lookup("BRUNT_GATEWAY").value_or("");
  if (const auto kubectl = sys::find_program("kubectl")) offer.scaler = *kubectl;
  return offer;
}

}  // namespace

std::vector<Deployment> deployments_in(const Json& list) {
  std::vector<Deployment> deployments;
  const Json* items = find(list, "items");
  if (items == nullptr || !items->is_array()) return deployments;
  for (const auto& item : *items) {
    const Json* metadata = find(item, "metadata");
    if (metadata == nullptr) continue;
    Deployment one;
    one.ns = string_or(*metadata, "namespace", "default");
    one.name = string_or(*metadata, "name");
    one.selector = selector_of(item);
    if (const Json* spec = find(item, "spec"))
      if (const Json* replicas = find(*spec, "replicas");
          replicas != nullptr && replicas->is_number_integer())
        one.replicas = replicas->get<int>();
    if (!one.name.empty() && !one.selector.empty() && !one.ns.starts_with("kube-"))
      deployments.push_back(std::move(one));
  }
  return deployments;
}

Result<Offer> offer_of(const std::string& from, const Limits& limits) {
  if (from == "cluster") return offer_with({}, limits);
  const auto colon = from.find(':');
  const std::string name = colon == std::string::npos ? "default" : from.substr(colon + 1);
  const auto state = BRUNT_TRY(cluster::running(name));
  const auto environment = BRUNT_TRY(cluster::environment_of(state));
  auto offer = BRUNT_TRY(offer_with(environment, limits));
  offer.question = {{"city", "Paris"}};  // what the sandbox's function is asked
  offer.where = fmt::format("sandbox {} (emulated cluster)", name);
  return offer;
}

}  // namespace brunt::cli

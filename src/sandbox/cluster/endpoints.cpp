#include <fmt/format.h>

#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/selector.h"

namespace brunt::sandbox::cluster {
namespace {

Json address_of(const Json& pod) {
  return {{"ip", text_at(pod, "status", "podIP")},
          {"nodeName", text_at(pod, "spec", "nodeName")},
          {"targetRef",
           {{"kind", "Pod"},
            {"namespace", namespace_of(pod)},
            {"name", name_of(pod)},
            {"uid", uid_of(pod)}}}};
}

Json subset(const Json& service, const std::vector<Object>& pods) {
  Json good = Json::array();
  Json bad = Json::array();
  for (const Object& pod : pods) {
    if (terminating(*pod) || text_at(*pod, "status", "podIP").empty()) continue;
    (ready(*pod) ? good : bad).push_back(address_of(*pod));
  }
  if (good.empty() && bad.empty()) return Json::array();
  Json out = Json::object();
  if (!good.empty()) out["addresses"] = std::move(good);
  if (!bad.empty()) out["notReadyAddresses"] = std::move(bad);
  out["ports"] = Json::array();
  for (const Json& port : service["spec"]["ports"])
    out["ports"].push_back({{"name", string_or(port, "name")},
                            {"port", number_at(port, "targetPort")},
                            {"protocol", "TCP"}});
  return Json::array({std::move(out)});
}

std::vector<Object> selected(const Store& store, const Json& service) {
  std::vector<Object> out;
  const auto selector = label_selector_of(service["spec"]["selector"], true);
  for (const Object& pod : store.list("pods", namespace_of(service)))
    if (selector && matches(*selector, labels_of(*pod))) out.push_back(pod);
  return out;
}

}  // namespace

void run_endpoints(World& world) {
  for (const Object& service : world.store.list("services")) {
    if (at(*service, "spec", "selector") == nullptr) continue;
    const Object before = world.store.get("endpoints", namespace_of(*service), name_of(*service));
    Json endpoints = before != nullptr ? *before
                                       : Json{{"apiVersion", "v1"},
                                              {"kind", "Endpoints"},
                                              {"metadata",
                                               {{"name", name_of(*service)},
                                                {"namespace", namespace_of(*service)},
                                                {"uid", world.ids.uid()},
                                                {"creationTimestamp", api_time(world.now.wall)},
                                                {"labels", labels_of(*service)}}}};
    endpoints["subsets"] = subset(*service, selected(world.store, *service));
    world.store.put("endpoints", std::move(endpoints));
  }
}

Json functions_of(const Store& store) {
  Json out = Json::array();
  for (const Object& deployment : store.list("deployments", "openfaas-fn")) {
    Json endpoints = Json::array();
    if (const Object found = store.get("endpoints", "openfaas-fn", name_of(*deployment)))
      for (const Json& part : (*found)["subsets"])
        if (const Json* addresses = find(part, "addresses"))
          for (const Json& address : *addresses)
            endpoints.push_back(fmt::format("{}:{}", string_or(address, "ip"),
                                            number_at(part["ports"][0], "port")));
    const Json& container = (*deployment)["spec"]["template"]["spec"]["containers"][0];
    out.push_back({{"name", name_of(*deployment)},
                   {"namespace", namespace_of(*deployment)},
                   {"image", string_or(container, "image")},
                   {"replicas", number_at(*deployment, "spec", "replicas")},
                   {"availableReplicas", number_at(*deployment, "status", "availableReplicas")},
                   {"labels", labels_of((*deployment)["spec"]["template"])},
                   {"endpoints", std::move(endpoints)},
                   {"createdAt", text_at(*deployment, "metadata", "creationTimestamp")}});
  }
  return out;
}

}  // namespace brunt::sandbox::cluster

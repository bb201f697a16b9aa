#include "sandbox/cluster/bootstrap.h"

#include <array>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

Json object(World& world, std::string_view api_version, std::string_view kind, std::string_view ns,
            std::string_view name, const Json& labels) {
  Json meta{{"name", name}};
  if (!ns.empty()) meta["namespace"] = ns;
  meta["uid"] = world.ids.uid();
  meta["creationTimestamp"] = api_time(world.now.wall);
  meta["labels"] = labels;
  return {{"apiVersion", api_version}, {"kind", kind}, {"metadata", std::move(meta)}};
}

void add_namespace(World& world, const std::string& name) {
  Json ns = object(world, "v1", "Namespace", "", name, {{"kubernetes.io/metadata.name", name}});
  ns["spec"] = {{"finalizers", std::vector<std::string>{"kubernetes"}}};
  ns["status"] = {{"phase", "Active"}};
  world.store.put("namespaces", std::move(ns));
}

Json node_conditions(WallTime now) {
  Json out = Json::array();
  set_condition(out, "MemoryPressure", false, "KubeletHasSufficientMemory", "", now);
  set_condition(out, "DiskPressure", false, "KubeletHasNoDiskPressure", "", now);
  set_condition(out, "PIDPressure", false, "KubeletHasSufficientPID", "", now);
  set_condition(out, "Ready", true, "KubeletReady", "the sandbox's supervisor runs", now);
  return out;
}

void add_node(World& world) {
  utsname machine{};
  uname(&machine);
  Json node = object(world, "v1", "Node", "", node_name,
                     {{"kubernetes.io/hostname", node_name}, {"kubernetes.io/os", "linux"}});
  node["spec"] = {{"providerID", fmt::format("brunt-sandbox://{}", node_name)}};
  const Json room{
      {"cpu", std::to_string(sysconf(_SC_NPROCESSORS_ONLN))},
      {"memory", fmt::format("{}Ki", sysconf(_SC_PHYS_PAGES) * (sysconf(_SC_PAGESIZE) / 1024))},
      {"pods", "110"}};
  Json addresses = Json::array();
  addresses.push_back(Json::object({{"type", "InternalIP"}, {"address", "127.0.0.1"}}));
  addresses.push_back(Json::object({{"type", "Hostname"}, {"address", node_name}}));
  node["status"] = {{"capacity", room},
                    {"allocatable", room},
                    {"conditions", node_conditions(world.now.wall)},
                    {"addresses", std::move(addresses)},
                    {"daemonEndpoints", {{"kubeletEndpoint", {{"Port", 0}}}}},
                    {"nodeInfo",
                     {{"machineID", ""},
                      {"systemUUID", ""},
                      {"bootID", ""},
                      {"kernelVersion", machine.release},
                      {"osImage", "emulated cluster"},
                      {"containerRuntimeVersion", "process://brunt"},
                      {"kubeletVersion", "v1.30.0-brunt-sandbox"},
                      {"kubeProxyVersion", ""},
                      {"operatingSystem", "linux"},
                      {"architecture", machine.machine}}}};
  world.store.put("nodes", std::move(node));
}

/// One of the three Deployments: what differs between them.
struct Workload {
  std::string ns, name, kind, image, health;
  Json labels, template_labels, annotations;
  std::vector<std::uint16_t> ports;
  int replicas = 1;
  std::int64_t grace_s = 30;
};

Json container(const Workload& workload) {
  Json ports = Json::array();
  for (const std::uint16_t port : workload.ports) {
    Json each{{"containerPort", port}, {"protocol", "TCP"}};
    if (workload.kind != "function") each["hostPort"] = port;
    ports.push_back(std::move(each));
  }
  return {
      {"name", workload.name},
      {"image", workload.image},
      {"command", std::vector<std::string>{"brunt", "sandbox", "part", workload.kind}},
      {"ports", std::move(ports)},
      {"resources", Json::object()},
      {"readinessProbe",
       {{"httpGet", {{"path", workload.health}, {"port", workload.ports[0]}, {"scheme", "HTTP"}}},
        {"timeoutSeconds", 1},
        {"periodSeconds", 2},
        {"successThreshold", 1},
        {"failureThreshold", 3}}},
      {"imagePullPolicy", "Always"}};
}

void add_deployment(World& world, const Workload& workload) {
  Json deployment =
      object(world, "apps/v1", "Deployment", workload.ns, workload.name, workload.labels);
  deployment["metadata"]["generation"] = 1;
  Json containers = Json::array();
  containers.push_back(container(workload));
  Json spec{{"containers", std::move(containers)},
            {"restartPolicy", "Always"},
            {"terminationGracePeriodSeconds", workload.grace_s},
            {"volumes", Json::array()},
            {"schedulerName", "default-scheduler"}};
  if (workload.kind != "function") spec["hostNetwork"] = true;
  const bool function = workload.kind == "function";
  deployment["spec"] = {
      {"replicas", workload.replicas},
      {"selector", {{"matchLabels", workload.labels}}},
      {"template",
       {{"metadata", {{"labels", workload.template_labels}, {"annotations", workload.annotations}}},
        {"spec", std::move(spec)}}},
      {"strategy",
       {{"type", "RollingUpdate"},
        {"rollingUpdate", {{"maxUnavailable", function ? 0 : 1}, {"maxSurge", function ? 1 : 0}}}}},
      {"revisionHistoryLimit", 10},
      {"progressDeadlineSeconds", 600}};
  deployment["status"] = Json::object();
  world.store.put("deployments", std::move(deployment));
}

void add_service(World& world, const Workload& workload) {
  Json service = object(world, "v1", "Service", workload.ns, workload.name, workload.labels);
  Json ports = Json::array();
  ports.push_back(Json::object({{"name", "http"},
                                {"port", workload.ports[0]},
                                {"protocol", "TCP"},
                                {"targetPort", workload.ports[0]}}));
  service["spec"] = {{"type", "ClusterIP"},
                     {"clusterIP", "None"},
                     {"clusterIPs", std::vector<std::string>{"None"}},
                     {"selector", workload.labels},
                     {"ports", std::move(ports)},
                     {"sessionAffinity", "None"}};
  service["status"] = {{"loadBalancer", Json::object()}};
  world.store.put("services", std::move(service));
}

}  // namespace

void bootstrap(World& world, const Parameters& parameters, const Ports& ports) {
  for (const char* ns : {"default", "openfaas", "openfaas-fn"})
    add_namespace(world, ns);
  add_node(world);
  Workload astre{"openfaas-fn",
                 "astre",
                 "function",
                 "brunt.local/astre:latest",
                 "/_/health",
                 {{"faas_function", "astre"}},
                 {{"faas_function", "astre"},
                  {"com.openfaas.scale.min", "1"},
                  {"com.openfaas.scale.max", "20"}},
                 {{"prometheus.io.scrape", "false"}},
                 {function_port},
                 parameters.replicas,
                 parameters.grace.count()};
  const Json gateway_labels{{"app", "gateway"}};
  const Json metrics_labels{{"app", "prometheus"}};
  const Workload gateway{"openfaas",
                         "gateway",
                         "gateway",
                         "brunt.local/gateway:latest",
                         "/healthz",
                         gateway_labels,
                         gateway_labels,
                         Json::object(),
                         {ports.gateway, ports.ingress},
                         1,
                         parameters.grace.count()};
  const Workload metrics{"openfaas",
                         "prometheus",
                         "metrics",
                         "brunt.local/prometheus:latest",
                         "/-/ready",
                         metrics_labels,
                         metrics_labels,
                         Json::object(),
                         {ports.metrics},
                         1,
                         parameters.grace.count()};
  for (const Workload* each : std::array<const Workload*, 3>{&astre, &gateway, &metrics}) {
    add_service(world, *each);
    add_deployment(world, *each);
  }
}

}  // namespace brunt::sandbox::cluster

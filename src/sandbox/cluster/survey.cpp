#include "sandbox/cluster/survey.h"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "net/http_client.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/table.h"

namespace brunt::sandbox::cluster {
namespace {

class Asker {
 public:
  Asker(const State& state, const Limits& limits) : state_(state), limits_(limits) {}

  Result<std::string> text(std::uint16_t port, const std::string& path, bool with_token) const {
    net::Request request;
    request.url = fmt::format("http://127.0.0.1:{}{}", port, path);
    request.use_proxy_environment = false;
    if (with_token) request.headers = {{"Authorization", "Bearer " + state_.token}};
    const auto answer = BRUNT_TRY(client_.send(request, limits_));
    if (answer.status != 200)
      return std::unexpected(
          Error{Errc::unavailable, fmt::format("{} answers {}", path, answer.status), ""});
    return answer.body;
  }
  Result<Json> json(std::uint16_t port, const std::string& path, bool with_token = false) const {
    return parse_json(BRUNT_TRY(text(port, path, with_token)));
  }

 private:
  const State& state_;
  const Limits& limits_;
  net::HttpClient client_;
};

/// Calls that the gateway has counted, by status code.
std::map<std::string, std::uint64_t> counted(const std::string& exposition) {
  std::map<std::string, std::uint64_t> out;
  for (const std::string& line : split(exposition, '\n')) {
    if (!line.starts_with("gateway_function_invocation_total{")) continue;
    const auto code = line.find("code=\"");
    const auto value = line.rfind(' ');
    if (code == std::string::npos || value == std::string::npos) continue;
    out[line.substr(code + 6, 3)] +=
        static_cast<std::uint64_t>(std::strtod(line.c_str() + value, nullptr));
  }
  return out;
}

int pid_of(const Json& pod) {
  const Json* statuses = at(pod, "status", "containerStatuses");
  if (statuses == nullptr || statuses->empty() || at((*statuses)[0], "state", "running") == nullptr)
    return 0;
  const std::string id = string_or((*statuses)[0], "containerID");
  return id.starts_with("process://") ? std::atoi(id.c_str() + 10) : 0;
}

/// Why its process is not there, in the words of its own log; "" when it is.
std::string why_gone(const Json& pod) {
  const Json* statuses = at(pod, "status", "containerStatuses");
  if (statuses == nullptr || statuses->empty()) {
    for (const Json& condition :
         at(pod, "status", "conditions") ? pod["status"]["conditions"] : Json::array())
      if (string_or(condition, "reason") == "Unschedulable") return string_or(condition, "message");
    return "";
  }
  const Json& status = (*statuses)[0];
  if (at(status, "state", "running") != nullptr) return "";
  const Json* end = at(status, "state", "terminated");
  if (end == nullptr) end = at(status, "lastState", "terminated");
  if (end == nullptr) return "";
  std::string out = find(*end, "signal") != nullptr
                        ? fmt::format("killed by signal {}", number_at(*end, "signal"))
                        : fmt::format("ended with {}", number_at(*end, "exitCode"));
  if (const std::string said = string_or(*end, "message"); !said.empty()) out += ": " + said;
  return out;
}

Json pod_view(const Json& pod, WallTime now) {
  const Json& container = pod["spec"]["containers"][0];
  const auto started = parse_time(text_at(pod, "status", "startTime"));
  std::int64_t restarts = 0;
  if (const Json* statuses = at(pod, "status", "containerStatuses");
      statuses != nullptr && !statuses->empty())
    restarts = number_at((*statuses)[0], "restartCount");
  const int pid = pid_of(pod);
  return {{"namespace", namespace_of(pod)},
          {"name", name_of(pod)},
          {"kind", container["command"].back()},
          {"deployment", string_or(container, "name")},
          {"pid", pid == 0 ? Json() : Json(pid)},
          {"word", terminating(pod) ? "Terminating" : text_at(pod, "status", "phase")},
          {"ready", ready(pod)},
          {"since_s", started ? Json(std::floor(seconds(now - *started))) : Json()},
          {"restarts", restarts},
          {"why", why_gone(pod)}};
}

/// The part of `kind`, out of its pod, with its address.
Json part_view(const Json& pods, std::string_view kind, std::uint16_t port) {
  Json out{{"address", fmt::format("127.0.0.1:{}", port)},
           {"pid", nullptr},
           {"ready", false},
           {"note", ""},
           {"why", ""}};
  for (const Json& pod : pods) {
    if (string_or(pod, "kind") != kind) continue;
    for (const char* key : {"pid", "ready", "why"})
      out[key] = pod[key];
    if (pod["ready"] == true) break;
  }
  return out;
}

std::string gateway_note(const Asker& ask, std::uint16_t port, Json& into) {
  const auto text = ask.text(port, "/metrics", false);
  if (!text) return "";
  std::uint64_t total = 0;
  std::vector<std::string> bad;
  into["requests"] = Json::object();
  for (const auto& [code, n] : counted(*text)) {
    total += n;
    into["requests"][code] = n;
    if (code >= "400") bad.push_back(fmt::format("{} × {}", n, code));
  }
  std::string note = fmt::format("{} requests", total);
  for (const std::string& each : bad)
    note += ", " + each;
  return note;
}

std::string metrics_note(const Asker& ask, const State& state, WallTime now, Json& into) {
  const double every = static_cast<double>(state.parameters.scrape_interval.count()) / 1000;
  std::string note = fmt::format("scrapes every {:g} s", every);
  const auto targets = ask.json(state.ports.metrics, "/api/v1/targets");
  const Json* active = targets ? at(*targets, "data", "activeTargets") : nullptr;
  if (active == nullptr || active->empty()) return note;
  into["last_scrape"] = string_or((*active)[0], "lastScrape");
  into["health"] = string_or((*active)[0], "health");
  const auto last = parse_time(string_or((*active)[0], "lastScrape"));
  if (last && last->time_since_epoch().count() > 0)
    note += fmt::format(", last {:.1f} s ago", std::max(0.0, seconds(now - *last)));
  return note;
}

std::uint64_t resident(const State& state) {
  std::uint64_t out = sys::resident_bytes(state.supervisor.pid).value_or(0);
  for (const PartRecord& part : state.parts)
    if (sys::alive(part.process)) out += sys::resident_bytes(part.process.pid).value_or(0);
  return out;
}

}  // namespace

Json survey(const State& state, const Limits& limits) {
  const Asker ask(state, limits);
  const WallTime now = wall_now();
  Json out{{"words", "emulated cluster"},
           {"name", state.name},
           {"up", true},
           {"up_s", seconds(now - state.started)},
           {"resident_bytes", resident(state)}};
  Json pods = Json::array();
  Json deployments = Json::array();
  const auto pod_list = ask.json(state.inner_api_port, "/api/v1/pods", true);
  const auto about = ask.json(state.inner_api_port, "/brunt/sandbox", true);
  if (pod_list)
    for (const Json& pod : (*pod_list)["items"])
      pods.push_back(pod_view(pod, now));
  if (const auto list =
          ask.json(state.inner_api_port, "/apis/apps/v1/namespaces/openfaas-fn/deployments", true))
    for (const Json& each : (*list)["items"])
      deployments.push_back(Json::object({{"name", name_of(each)},
                                          {"replicas", number_at(each, "spec", "replicas")},
                                          {"ready", number_at(each, "status", "readyReplicas")}}));
  out["api"] = {{"address", fmt::format("127.0.0.1:{}", state.ports.api)},
                {"pid", state.supervisor.pid},
                {"ready", pod_list.has_value()},
                {"note", "Kubernetes subset"},
                {"why", pod_list ? "" : pod_list.error().what}};
  out["gateway"] = part_view(pods, "gateway", state.ports.gateway);
  out["gateway"]["note"] = gateway_note(ask, state.ports.gateway, out["gateway"]);
  out["ingress"] = {{"address", fmt::format("127.0.0.1:{}", state.ports.ingress)},
                    {"host", "demo.foo.bar"}};
  out["metrics"] = part_view(pods, "metrics", state.ports.metrics);
  out["metrics"]["note"] = metrics_note(ask, state, now, out["metrics"]);
  out["pods"] = std::move(pods);
  out["deployments"] = std::move(deployments);
  out["parameters"] = to_json(state.parameters);
  out["differences"] = differences();
  if (!about) return out;
  std::uint64_t calls = 0;
  for (const Json& each : (*about)["calls"])
    calls += each["count"].get<std::uint64_t>();
  out["calls"] = (*about)["calls"];
  out["unknown_paths"] = (*about)["unknown_paths"];
  out["api"]["note"] = fmt::format("Kubernetes subset, {} calls, {} unknown paths", calls,
                                   out["unknown_paths"].get<std::uint64_t>());
  return out;
}

}  // namespace brunt::sandbox::cluster

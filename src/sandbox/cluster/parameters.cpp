#include "sandbox/cluster/parameters.h"

#include <fmt/format.h>

namespace brunt::sandbox::cluster {

using namespace std::chrono_literals;

Result<Parameters> profile(std::string_view name) {
  Parameters out;
  out.profile = std::string(name);
  out.function_delay = {{"min", 12}, {"spread", 6}};
  if (name == "seed") return out;
  if (name == "quick") {
    out.start_delay = 1000ms;
    out.while_none_ready = "refuse";
    out.upstream_timeout = 3000ms;
    out.grace = 2s;
    out.scrape_interval = 1000ms;
    out.function_delay = {{"min", 4}, {"spread", 2}};
    return out;
  }
  return std::unexpected(Error{
      Errc::invalid_input, fmt::format("unknown profile '{}', expected seed or quick", name), ""});
}

Json to_json(const Parameters& p) {
  return {{"profile", p.profile},
          {"start_delay_ms", p.start_delay.count()},
          {"while_none_ready", p.while_none_ready},
          {"upstream_timeout_ms", p.upstream_timeout.count()},
          {"grace_s", p.grace.count()},
          {"scrape_interval_ms", p.scrape_interval.count()},
          {"replicas", p.replicas},
          {"function_delay_ms", p.function_delay}};
}

Result<Parameters> parameters_of(const Json& value) {
  try {
    Parameters out;
    out.profile = value.at("profile").get<std::string>();
    out.start_delay = std::chrono::milliseconds(value.at("start_delay_ms").get<std::int64_t>());
    out.while_none_ready = value.at("while_none_ready").get<std::string>();
    out.upstream_timeout =
        std::chrono::milliseconds(value.at("upstream_timeout_ms").get<std::int64_t>());
    out.grace = std::chrono::seconds(value.at("grace_s").get<std::int64_t>());
    out.scrape_interval =
        std::chrono::milliseconds(value.at("scrape_interval_ms").get<std::int64_t>());
    out.replicas = value.at("replicas").get<int>();
    out.function_delay = value.at("function_delay_ms");
    return out;
  } catch (const Json::exception& e) {
    return std::unexpected(
        Error{Errc::invalid_input, e.what(), "reading the sandbox's parameters"});
  }
}

const std::vector<std::string>& differences() {
  static const std::vector<std::string> list{
      "one node, pods are processes of this machine without containers or resource limits",
      "loopback latency instead of a network",
      "no kube-proxy and no connection tracking: the gateway connects to ready pods itself",
      "no image pull: a fixed start delay stands for it, the very first pods start without it",
      "no scheduler queue, no admission, no persistent storage",
      "health is checked every 100 ms until the first success, then every 2 s"};
  return list;
}

}  // namespace brunt::sandbox::cluster

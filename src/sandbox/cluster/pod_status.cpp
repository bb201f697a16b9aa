#include "sandbox/cluster/pod_status.h"

#include "sandbox/cluster/object.h"
#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {
namespace {

Json container_state(const PodFacts& facts) {
  if (facts.running) return {{"running", {{"startedAt", api_time(facts.started)}}}};
  if (!facts.was_started) return {{"waiting", {{"reason", "ContainerCreating"}}}};
  if (facts.waiting_message.empty()) return facts.last_state;
  return {{"waiting", {{"reason", "CrashLoopBackOff"}, {"message", facts.waiting_message}}}};
}

}  // namespace

Json with_status(const Json& pod, const PodFacts& facts, WallTime now) {
  Json out = pod;
  const Json& container = pod["spec"]["containers"][0];
  Json& status = out["status"];
  status["phase"] = facts.was_started ? "Running" : "Pending";
  Json& conditions = status["conditions"];
  const std::string why = facts.is_ready ? "" : "ContainersNotReady";
  const std::string which =
      facts.is_ready ? ""
                     : "containers with unready status: [" + string_or(container, "name") + "]";
  set_condition(conditions, "Initialized", true, "", "", now);
  set_condition(conditions, "Ready", facts.is_ready, why, which, now);
  set_condition(conditions, "ContainersReady", facts.is_ready, why, which, now);
  set_condition(conditions, "PodScheduled", true, "", "", now);
  status["hostIP"] = "127.0.0.1";
  status["hostIPs"] = Json::array({{{"ip", "127.0.0.1"}}});
  status["podIP"] = facts.address;
  status["podIPs"] = Json::array({{{"ip", facts.address}}});
  status["startTime"] = api_time(facts.scheduled);
  status["containerStatuses"] =
      Json::array({{{"name", string_or(container, "name")},
                    {"state", container_state(facts)},
                    {"lastState", facts.restarts > 0 ? facts.last_state : Json::object()},
                    {"ready", facts.is_ready},
                    {"restartCount", facts.restarts},
                    {"image", string_or(container, "image")},
                    {"imageID", ""},
                    {"containerID", facts.container_id},
                    {"started", facts.running}}});
  return out;
}

Json terminated_state(const std::string& container_id, int status, const std::string& reason,
                      WallTime started, WallTime ended) {
  Json state{{"exitCode", status < 0 ? 128 - status : status},
             {"reason", status == 0 ? "Completed" : "Error"},
             {"startedAt", api_time(started)},
             {"finishedAt", api_time(ended)},
             {"containerID", container_id}};
  if (status < 0) state["signal"] = -status;
  if (!reason.empty()) state["message"] = reason;
  return {{"terminated", std::move(state)}};
}

}  // namespace brunt::sandbox::cluster

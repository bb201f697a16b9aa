#include "sandbox/cluster/kubelet.h"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include "sandbox/cluster/object.h"
#include "sandbox/cluster/pod_status.h"

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view component = "kubelet";
constexpr auto first_check_period = 100ms;
constexpr auto check_period = 2s;
constexpr int failures_to_unready = 3;
constexpr std::size_t max_pods = 110;
constexpr std::chrono::seconds shortest_back_off = 10s, longest_back_off = 5min;
constexpr auto back_off_forgotten_after = 10min;

}  // namespace

std::vector<Command> Kubelet::sync(World& world) {
  Commands out;
  std::set<std::string> present;
  for (const Object& pod : world.store.list("pods")) {
    const std::string uid = uid_of(*pod);
    present.insert(uid);
    if (!slots_.contains(uid)) adopt(world, *pod);
    Slot& slot = slots_.at(uid);
    if (terminating(*pod))
      stop(world, *pod, uid, slot, out);
    else if (slot.step == Slot::Step::unscheduled)
      schedule(world, *pod, slot);
  }
  for (auto at = slots_.begin(); at != slots_.end();) {
    auto& [uid, slot] = *at;
    const bool has_process = slot.step == Slot::Step::starting || slot.step == Slot::Step::running;
    if (!present.contains(uid) && !has_process) {
      at = slots_.erase(at);
      continue;
    }
    if (!present.contains(uid) && !slot.killed) {  // removed with grace 0
      slot.killed = slot.stopping = true;
      if (slot.step == Slot::Step::running) out.emplace_back(SignalPart{uid, SIGKILL});
    }
    advance(world, uid, slot, out);
    ++at;
  }
  return out;
}

void Kubelet::adopt(World& world, const Json& pod) {
  Slot slot;
  slot.ns = namespace_of(pod);
  slot.name = name_of(pod);
  slot.created = world.now.wall;
  const Json& container = pod["spec"]["containers"][0];
  if (const Json* command = find(container, "command"); command != nullptr && !command->empty())
    slot.kind = command->back().get<std::string>();
  if (const Json* ports = find(container, "ports"); ports != nullptr && !ports->empty())
    slot.port = static_cast<std::uint16_t>(number_at((*ports)[0], "containerPort"));
  if (slot.kind == "function") slot.function = text_at(pod, "metadata", "labels", "faas_function");
  slot.path = text_at(container, "readinessProbe", "httpGet", "path");
  slots_.emplace(uid_of(pod), std::move(slot));
}

std::string Kubelet::refusal(const World& world, const Json& pod, const Slot& slot) const {
  const Object node = world.store.get("nodes", "", node_name);
  const Json* cordoned = node == nullptr ? nullptr : at(*node, "spec", "unschedulable");
  if (cordoned != nullptr && cordoned->is_boolean() && cordoned->get<bool>())
    return "1 node(s) were unschedulable";
  std::size_t placed = 0;
  for (const auto& [uid, other] : slots_) {
    if (other.step == Slot::Step::unscheduled || uid == uid_of(pod)) continue;
    ++placed;
    if (slot.kind != "function" && other.kind == slot.kind && other.port == slot.port)
      return "1 node(s) didn't have free ports for the requested pod ports";
  }
  return placed >= max_pods ? "1 Too many pods" : "";
}

std::string Kubelet::free_address() {
  for (unsigned tries = 0; tries < 253; ++tries) {
    last_address_ = last_address_ >= 254 ? 2 : last_address_ + 1;
    std::string address = config_.pod_prefix + std::to_string(last_address_);
    if (std::none_of(slots_.begin(), slots_.end(),
                     [&](const auto& each) { return each.second.address == address; }))
      return address;
  }
  return config_.pod_prefix + "254";  // cannot be: a node has at most 110 pods
}

void Kubelet::schedule(World& world, const Json& pod, Slot& slot) {
  const std::string why_not = refusal(world, pod, slot);
  if (!why_not.empty()) {
    const std::string message = fmt::format("0/1 nodes are available: {}.", why_not);
    if (slot.waiting_message != message) {
      slot.waiting_message = message;
      record_event(world, pod, "Warning", "FailedScheduling", message, "default-scheduler");
      Json changed = pod;
      set_condition(changed["status"]["conditions"], "PodScheduled", false, "Unschedulable",
                    message, world.now.wall);
      world.store.put("pods", std::move(changed));
    }
    return;
  }
  slot.waiting_message.clear();
  slot.address = slot.kind == "function" ? free_address() : "127.0.0.1";
  const bool delayed = slot.kind == "function" && !first_start_;
  slot.due = world.now.steady + (delayed ? config_.start_delay : 0ms);
  slot.step = Slot::Step::pulling;
  Json changed = pod;
  changed["spec"]["nodeName"] = node_name;
  if (slot.kind == "function" && first_start_)
    changed["metadata"]["annotations"]["sandbox.brunt.dev/start-delay"] =
        "none: first start of the sandbox";
  const Object placed = world.store.put("pods", std::move(changed));
  record_event(world, *placed, "Normal", "Scheduled",
               fmt::format("Successfully assigned {}/{} to {}", slot.ns, slot.name, node_name),
               "default-scheduler");
  if (delayed && config_.start_delay > 0ms)
    record_event(world, *placed, "Normal", "Pulling",
                 fmt::format("Start delay of {} (stands for the image pull of a real cluster)",
                             go_duration(config_.start_delay)),
                 component);
  write_status(world, uid_of(pod), slot);
}

void Kubelet::advance(World& world, const std::string& uid, Slot& slot, Commands& out) {
  const bool due = slot.due <= world.now.steady;
  if (!slot.stopping && due &&
      (slot.step == Slot::Step::pulling || slot.step == Slot::Step::backing_off))
    start(world, uid, slot, out);
  if (slot.kill_at && *slot.kill_at <= world.now.steady && !slot.killed) {
    slot.killed = true;
    out.emplace_back(SignalPart{uid, SIGKILL});
  }
  if (slot.step == Slot::Step::running && slot.listens && !slot.stopping && !slot.checking &&
      slot.next_check <= world.now.steady) {
    slot.checking = true;
    out.emplace_back(CheckPart{uid, slot.address, slot.path, slot.port});
  }
}

void Kubelet::start(World& world, const std::string& uid, Slot& slot, Commands& out) {
  const Object pod = pod_of(world, uid, slot);
  if (pod == nullptr) return;
  slot.step = Slot::Step::starting;
  const std::string container = string_or((*pod)["spec"]["containers"][0], "name");
  out.emplace_back(StartPart{uid, slot.ns, slot.name, container, slot.kind, slot.function,
                             slot.address, slot.port});
}

void Kubelet::stop(World& world, const Json& pod, const std::string& uid, Slot& slot,
                   Commands& out) {
  const std::chrono::seconds grace(number_at(pod, "metadata", "deletionGracePeriodSeconds"));
  if (slot.step == Slot::Step::running) {
    const Steady until = world.now.steady + grace;
    if (!slot.stopping) {
      record_event(world, pod, "Normal", "Killing",
                   "Stopping container " + string_or(pod["spec"]["containers"][0], "name"),
                   component);
      out.emplace_back(SignalPart{uid, SIGTERM});
      slot.kill_at = until;
    } else if (!slot.kill_at || until < *slot.kill_at) {
      slot.kill_at = until;
    }
    slot.stopping = true;
    return;
  }
  slot.stopping = true;
  if (slot.step == Slot::Step::starting) return;  // started() ends it
  world.store.erase("pods", slot.ns, slot.name);
}

void Kubelet::started(World& world, const std::string& uid, int pid, const std::string& failure) {
  const auto found = slots_.find(uid);
  if (found == slots_.end()) return;
  Slot& slot = found->second;
  if (!failure.empty()) {
    slot.step = Slot::Step::running;
    slot.process_started = world.now.wall;
    slot.process_started_steady = world.now.steady;
    exited(world, uid, 128, failure);
    return;
  }
  slot.step = Slot::Step::running;
  slot.process_started = world.now.wall;
  slot.process_started_steady = world.now.steady;
  slot.container_id = fmt::format("process://{}", pid);
  slot.listens = slot.is_ready = slot.checking = false;
  slot.failures = 0;
  if (const Object pod = pod_of(world, uid, slot)) {
    const std::string container = string_or((*pod)["spec"]["containers"][0], "name");
    record_event(world, *pod, "Normal", "Started",
                 fmt::format("Started container {} as process {}", container, pid), component);
  }
  write_status(world, uid, slot);
  if (slot.stopping) {  // deleted in between: the next sync() signals it
    slot.stopping = slot.killed = false;
  }
}

void Kubelet::listening(World& world, const std::string& uid) {
  const auto found = slots_.find(uid);
  if (found == slots_.end() || found->second.step != Slot::Step::running) return;
  found->second.listens = true;
  found->second.next_check = world.now.steady;
}

void Kubelet::exited(World& world, const std::string& uid, int status, const std::string& reason) {
  const auto found = slots_.find(uid);
  if (found == slots_.end()) return;
  Slot& slot = found->second;
  const Object pod = pod_of(world, uid, slot);
  if (pod == nullptr || slot.stopping) {
    if (pod != nullptr) world.store.erase("pods", slot.ns, slot.name);
    slots_.erase(found);
    return;
  }
  slot.last_state =
      terminated_state(slot.container_id, status, reason, slot.process_started, world.now.wall);
  if (world.now.steady - slot.process_started_steady >= back_off_forgotten_after)
    slot.back_off = 0s;
  slot.step = Slot::Step::backing_off;
  slot.due = world.now.steady + slot.back_off;
  slot.waiting_message = slot.back_off == 0s
                             ? ""
                             : fmt::format("back-off {} restarting failed container in pod {}",
                                           go_duration(slot.back_off), slot.name);
  if (slot.back_off > 0s)
    record_event(world, *pod, "Warning", "BackOff", "Back-off restarting failed container",
                 component);
  slot.back_off = std::clamp(slot.back_off * 2, shortest_back_off, longest_back_off);
  slot.is_ready = slot.listens = slot.checking = false;
  ++slot.restarts;
  write_status(world, uid, slot);
}

void Kubelet::checked(World& world, const std::string& uid, bool healthy,
                      const std::string& message) {
  const auto found = slots_.find(uid);
  if (found == slots_.end()) return;
  Slot& slot = found->second;
  if (!slot.checking) return;  // an answer of the process before
  slot.checking = false;
  slot.failures = healthy ? 0 : slot.failures + 1;
  const bool was_ready = slot.is_ready;
  if (healthy) slot.is_ready = true;
  if (slot.failures >= failures_to_unready) slot.is_ready = false;
  slot.next_check =
      world.now.steady +
      (slot.is_ready || was_ready ? std::chrono::milliseconds(check_period) : first_check_period);
  if (slot.stopping) return;
  const Object pod = pod_of(world, uid, slot);
  if (pod != nullptr && was_ready && !healthy)
    record_event(world, *pod, "Warning", "Unhealthy", "Readiness probe failed: " + message,
                 component);
  if (was_ready != slot.is_ready) write_status(world, uid, slot);
}

std::optional<Steady> Kubelet::next_due() const {
  std::optional<Steady> out;
  const auto add = [&](Steady at) {
    if (!out || at < *out) out = at;
  };
  for (const auto& entry : slots_) {
    const Slot& slot = entry.second;
    const bool waits = slot.step == Slot::Step::pulling || slot.step == Slot::Step::backing_off;
    if (waits && !slot.stopping) add(slot.due);
    if (slot.kill_at && !slot.killed) add(*slot.kill_at);
    if (slot.step == Slot::Step::running && slot.listens && !slot.stopping && !slot.checking)
      add(slot.next_check);
  }
  return out;
}

Object Kubelet::pod_of(const World& world, const std::string& uid, const Slot& slot) const {
  Object pod = world.store.get("pods", slot.ns, slot.name);
  return pod != nullptr && uid_of(*pod) == uid ? pod : nullptr;
}

void Kubelet::write_status(World& world, const std::string& uid, const Slot& slot) {
  const Object pod = pod_of(world, uid, slot);
  if (pod == nullptr) return;
  PodFacts facts;
  facts.running = slot.step == Slot::Step::running;
  facts.was_started = facts.running || slot.restarts > 0;
  facts.is_ready = slot.is_ready;
  facts.address = slot.address;
  facts.scheduled = slot.created;
  facts.started = slot.process_started;
  facts.restarts = slot.restarts;
  facts.last_state = slot.last_state;
  facts.waiting_message = slot.waiting_message;
  facts.container_id = slot.container_id;
  world.store.put("pods", with_status(*pod, facts, world.now.wall));
}

}  // namespace brunt::sandbox::cluster

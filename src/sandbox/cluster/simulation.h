#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sandbox/cluster/cluster.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {

/// A cluster on a clock of its own, with processes that exist only as a set of ids. For tests.
class Simulation {
 public:
  explicit Simulation(Parameters parameters = profile("quick").value())
      : cluster_({std::move(parameters), {6443, 8080, 80, 9090}, "127.77.0.", 1}, now_) {
    settle();
    cluster_.kubelet().end_of_first_start();
  }

  /// Does what the cluster says until it says nothing more.
  void settle() {
    for (;;) {
      const std::vector<Command> commands = cluster_.step(now_);
      if (commands.empty()) return;
      for (const Command& command : commands)
        obey(command);
    }
  }

  /// Lets time pass, stopping wherever the cluster has something to do.
  void advance(std::chrono::milliseconds by) {
    const Steady end = now_.steady + by;
    settle();
    for (auto due = cluster_.next_due(); due && *due <= end; due = cluster_.next_due()) {
      move_to(std::max(*due, now_.steady));
      settle();
    }
    move_to(end);
    settle();
  }

  /// `uid` by value: it may be a key of `running`.
  void exit(std::string uid, int status, const std::string& reason = "") {
    running.erase(uid);
    World world = cluster_.world(now_);
    cluster_.kubelet().exited(world, uid, status, reason);
    settle();
  }

  void remove_pod(const std::string& ns, const std::string& name, std::int64_t grace) {
    World world = cluster_.world(now_);
    begin_deletion(world, store().get("pods", ns, name), grace);
    settle();
  }

  void scale(const std::string& name, int replicas) {
    Json deployment = *store().get("deployments", "openfaas-fn", name);
    deployment["spec"]["replicas"] = replicas;
    put("deployments", std::move(deployment));
  }

  void put(const char* resource, Json object) {
    World world = cluster_.world(now_);
    world.store.put(resource, std::move(object));
    settle();
  }

  std::vector<Object> functions() const { return store().list("pods", "openfaas-fn"); }
  const Json& only() const { return *functions().at(0); }
  const Store& store() const { return cluster_.store(); }
  Cluster& cluster() { return cluster_; }
  Now now() const { return now_; }

  std::map<std::string, StartPart> running;
  std::vector<Command> seen;
  bool healthy = true;    ///< what health checks find
  bool obedient = true;   ///< processes end at SIGTERM
  bool can_start = true;  ///< processes start
  bool quiet = false;     ///< pods that are ready are not checked again

 private:
  void obey(const Command& command) {
    seen.push_back(command);
    World world = cluster_.world(now_);
    if (const auto* what = std::get_if<StartPart>(&command)) {
      cluster_.kubelet().started(world, what->uid, ++pid_, can_start ? "" : "no such program");
      if (!can_start) return;
      running.emplace(what->uid, *what);
      cluster_.kubelet().listening(world, what->uid);
    }
    if (const auto* what = std::get_if<CheckPart>(&command);
        what != nullptr && !(quiet && is_ready(what->uid)))
      cluster_.kubelet().checked(world, what->uid, healthy, healthy ? "" : "503");
    if (const auto* what = std::get_if<SignalPart>(&command)) {
      if (!running.contains(what->uid) || (what->signal == 15 && !obedient)) return;
      running.erase(what->uid);
      cluster_.kubelet().exited(world, what->uid, what->signal == 15 ? 0 : -what->signal, "");
    }
  }

  bool is_ready(const std::string& uid) const {
    for (const Object& pod : store().list("pods"))
      if (uid_of(*pod) == uid) return ready(*pod);
    return false;
  }

  void move_to(Steady to) {
    now_.wall += std::chrono::duration_cast<std::chrono::nanoseconds>(to - now_.steady);
    now_.steady = to;
  }

  Now now_{parse_time("2018-04-24T17:20:00Z").value(), Steady{std::chrono::hours(1)}};
  Cluster cluster_;
  int pid_ = 100;
};

}  // namespace brunt::sandbox::cluster

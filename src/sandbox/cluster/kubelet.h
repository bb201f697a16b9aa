#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sandbox/cluster/world.h"

namespace brunt::sandbox::cluster {

/// Start the process of a pod's container.
struct StartPart {
  std::string uid, ns, pod, container;
  std::string kind;      ///< "function", "gateway", "metrics"
  std::string function;  ///< name of the function, when kind is "function"
  std::string address;   ///< where it has to listen
  std::uint16_t port = 0;
  friend bool operator==(const StartPart&, const StartPart&) = default;
};
struct SignalPart {
  std::string uid;
  int signal = 0;
  friend bool operator==(const SignalPart&, const SignalPart&) = default;
};
/// Make one real HTTP request and report with checked().
struct CheckPart {
  std::string uid, address, path;
  std::uint16_t port = 0;
  friend bool operator==(const CheckPart&, const CheckPart&) = default;
};
using Command = std::variant<StartPart, SignalPart, CheckPart>;

/// The node's half of a pod's life, as pure state:
///
///   created -> scheduled -> start delay -> process -> listening -> health check -> Ready
///                                            ^  exit: back-off 0, 10 s, 20 s ... 5 min
///                                            └──┘
///   deletionTimestamp: TERM, grace, KILL; the object goes when the process has gone.
///
/// It is told what happened to processes and answers with what to do next. Differences from a real
/// kubelet: one container per pod; the start delay stands for the image pull; before the first
/// success health is checked every 100 ms, then every 2 s with 3 failures to unready.
class Kubelet {
 public:
  struct Config {
    std::string pod_prefix = "127.77.0.";      ///< pods get addresses of this /24
    std::chrono::milliseconds start_delay{0};  ///< of function pods
  };
  explicit Kubelet(Config config) : config_(std::move(config)) {}

  /// Looks at the pods and at the clock; changes the pods' status.
  std::vector<Command> sync(World& world);
  /// The process runs (`pid` for the event only) or could not be started (`failure` not empty).
  void started(World& world, const std::string& uid, int pid, const std::string& failure);
  /// It said that it listens.
  void listening(World& world, const std::string& uid);
  /// `status`: exit code, or minus the signal's number; `reason`: last line of its log, or "".
  void exited(World& world, const std::string& uid, int status, const std::string& reason);
  void checked(World& world, const std::string& uid, bool healthy, const std::string& message);
  /// When sync() has to be called at the latest.
  std::optional<Steady> next_due() const;
  /// From now on the start delay holds (the very first pods start without it).
  void end_of_first_start() { first_start_ = false; }

 private:
  struct Slot {
    enum class Step { unscheduled, pulling, starting, running, backing_off };
    std::string ns, name;
    Step step = Step::unscheduled;
    std::string kind, function, address, path;
    std::uint16_t port = 0;
    Steady due{};  ///< end of pulling or of backing off
    bool listens = false, is_ready = false, checking = false, stopping = false, killed = false;
    int failures = 0, restarts = 0;
    std::chrono::seconds back_off{0};
    Steady next_check{};
    std::optional<Steady> kill_at;
    WallTime created, process_started;
    Steady process_started_steady{};
    Json last_state = Json::object();
    std::string waiting_message;
    std::string container_id;
  };
  using Commands = std::vector<Command>;

  void adopt(World& world, const Json& pod);
  void schedule(World& world, const Json& pod, Slot& slot);
  std::string refusal(const World& world, const Json& pod, const Slot& slot) const;
  std::string free_address();
  void advance(World& world, const std::string& uid, Slot& slot, Commands& out);
  void stop(World& world, const Json& pod, const std::string& uid, Slot& slot, Commands& out);
  void start(World& world, const std::string& uid, Slot& slot, Commands& out);
  void write_status(World& world, const std::string& uid, const Slot& slot);
  Object pod_of(const World& world, const std::string& uid, const Slot& slot) const;

  Config config_;
  bool first_start_ = true;
  unsigned last_address_ = 1;
  std::map<std::string, Slot> slots_;  ///< by pod uid
};

}  // namespace brunt::sandbox::cluster

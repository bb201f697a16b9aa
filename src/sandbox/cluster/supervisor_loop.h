#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sandbox/cluster/api_server.h"
#include "sandbox/cluster/certificate.h"
#include "sandbox/cluster/log_file.h"
#include "sandbox/cluster/part_process.h"
#include "sandbox/cluster/prober.h"
#include "sandbox/cluster/state.h"
#include "sandbox/cluster/supervisor.h"

namespace brunt::sandbox::cluster {

/// A process with its pod and its logs.
struct Part {
  PartProcess process;
  std::string kind, pod;
  std::shared_ptr<ContainerLog> log;
  LogFile file;
};

/// What a health check found.
struct Health {
  std::string uid;
  bool healthy;
  std::string message;
};

/// The thin shell around Cluster: one thread that starts and ends processes, reads what they say,
/// and sleeps until something happens.
class Supervisor {
 public:
  /// `settings` outlives it. `signals` is readable once it has to end.
  Supervisor(const Settings& settings, State state, Certificate certificate, sys::Fd signals,
             sys::Fd report);

  /// Until a signal comes; the exit status.
  int run();

 private:
  void wake() const;
  void report(const Json& what);
  int fail(const std::string& what);
  void act();
  void execute(const Command& command);
  void start(const StartPart& what);
  Json config_of(const StartPart& what) const;
  void wait();
  void read(const std::string& uid, Part& part);
  void reap(const std::string& uid);
  void tell_gateways();
  void note_readiness();
  void save();
  void end_parts();

  const Settings& settings_;
  State state_;
  Certificate certificate_;
  sys::Fd signals_, report_, wake_;
  Shared shared_;
  std::map<std::string, Part> parts_;  ///< by pod uid; this thread only
  Json functions_;                     ///< as the gateways were told last
  std::uint64_t seen_version_ = 0;
  bool ended_ = false;
  std::mutex health_mutex_;
  std::vector<Health> health_;  ///< guarded by health_mutex_
  Prober prober_;               ///< last: its thread uses what is above
};

}  // namespace brunt::sandbox::cluster

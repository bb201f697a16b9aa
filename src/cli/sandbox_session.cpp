#include "cli/sandbox_session.h"

#include <chrono>
#include <random>
#include <utility>

#include "sandbox/cluster/launch.h"

namespace brunt::cli {

namespace cluster = sandbox::cluster;
using namespace std::chrono_literals;

Result<std::unique_ptr<SandboxSession>> SandboxSession::start(
    const std::string& name, const std::string& profile, const Limits& limits,
    const std::function<void(const std::string&)>& progress) {
  cluster::Settings settings;
  settings.name = name;
  settings.parameters = BRUNT_TRY(cluster::profile(profile), "--profile " + profile);
  settings.seed = std::random_device()();
  std::unique_ptr<SandboxSession> session(new SandboxSession(name));
  const auto started = BRUNT_TRY(cluster::up(settings, limits, progress), "sandbox " + name);
  session->environment_ = BRUNT_TRY(cluster::environment_of(started.state), "sandbox " + name);
  return session;
}

Result<> SandboxSession::end() {
  if (std::exchange(over_, true)) return {};
  BRUNT_TRY(cluster::down(name_, {Deadline::in(15s), {}}), "sandbox " + name_);
  return {};
}

SandboxSession::~SandboxSession() {
  // Also after a failed start: this ends what was left behind, and nothing else.
  const auto ended = end();
  (void)ended.has_value();
}

}  // namespace brunt::cli

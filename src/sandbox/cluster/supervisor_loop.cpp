#include "sandbox/cluster/supervisor_loop.h"

#include <algorithm>
#include <csignal>
#include <system_error>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/tls_front.h"

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

constexpr auto time_to_end = 2s;  ///< for parts to end by themselves when the sandbox goes down

/// Addresses for pods that no other sandbox of this machine uses: 127.16 to 127.239, by our pid.
std::string pod_prefix() {
  const auto pid = static_cast<unsigned>(getpid());
  return fmt::format("127.{}.{}.", 16 + pid / 256 % 224, pid % 256);
}

}  // namespace

Supervisor::Supervisor(const Settings& settings, State state, Certificate certificate,
                       sys::Fd signals, sys::Fd report)
    : settings_(settings),
      state_(std::move(state)),
      certificate_(std::move(certificate)),
      signals_(std::move(signals)),
      report_(std::move(report)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      shared_({settings.parameters, state_.ports, pod_prefix(), settings.seed}, now(),
              state_.token),
      prober_([this](const std::string& uid, bool healthy, const std::string& message) {
        const std::lock_guard lock(health_mutex_);
        health_.push_back({uid, healthy, message});
        wake();
      }) {}

int Supervisor::run() {
  auto server = serve_api(shared_, [this] { wake(); });
  if (!server) return fail(server.error().what);
  state_.inner_api_port = (*server)->port();
  auto front = TlsFront::listen(state_.ports.api, state_.inner_api_port, certificate_);
  if (!front) return fail(front.error().what);
  save();
  while (!ended_) {
    act();
    wait();
  }
  front->reset();
  server->reset();
  end_parts();
  return 0;
}

void Supervisor::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void Supervisor::report(const Json& what) {
  const std::string line = to_text(what) + "\n";
  if (report_) [[maybe_unused]]
    const ssize_t written = write(report_.get(), line.data(), line.size());
}

int Supervisor::fail(const std::string& what) {
  report({{"error", what}});
  return 1;
}

void Supervisor::act() {
  std::vector<Health> health;
  {
    const std::lock_guard lock(health_mutex_);
    health.swap(health_);
  }
  const std::lock_guard lock(shared_.mutex);
  World world = shared_.cluster.world(now());
  for (const Health& each : health)
    shared_.cluster.kubelet().checked(world, each.uid, each.healthy, each.message);
  for (;;) {
    const std::vector<Command> commands = shared_.cluster.step(now());
    if (commands.empty()) break;
    for (const Command& command : commands)
      execute(command);
  }
  tell_gateways();  // before anybody hears that it is ready, or a first call falls into a black
                    // hole
  note_readiness();
  const std::uint64_t version = shared_.cluster.store().version();
  if (version != std::exchange(seen_version_, version)) shared_.tell();
}

void Supervisor::execute(const Command& command) {
  if (const auto* what = std::get_if<StartPart>(&command)) start(*what);
  if (const auto* what = std::get_if<CheckPart>(&command)) prober_.check(*what);
  if (const auto* what = std::get_if<SignalPart>(&command))
    if (const auto part = parts_.find(what->uid); part != parts_.end())
      part->second.process.signal(what->signal);
}

Json Supervisor::config_of(const StartPart& what) const {
  const Parameters& p = settings_.parameters;
  const auto url = [](std::uint16_t port) { return fmt::format("http://127.0.0.1:{}", port); };
  if (what.kind == "function")
    return {{"name", what.function},
            {"delay_ms", p.function_delay},
            {"address", what.address},
            {"port", what.port}};
  if (what.kind == "gateway")
    return {{"profile", p.profile},
            {"address", what.address},
            {"port", state_.ports.gateway},
            {"ingress_port", state_.ports.ingress},
            {"api", url(state_.inner_api_port)},
            {"api_token", state_.token},
            {"metrics", url(state_.ports.metrics)},
            {"upstream_timeout_ms", p.upstream_timeout.count()},
            {"while_none_ready", p.while_none_ready},
            {"ingress_user", "jane"},
            {"ingress_password", "demo"},
            {"ingress_host", "demo.foo.bar"}};
  return {{"address", what.address},
          {"port", state_.ports.metrics},
          {"scrape", url(state_.ports.gateway) + "/metrics"},
          {"interval_ms", p.scrape_interval.count()},
          {"job", "gateway"},
          {"instance", fmt::format("127.0.0.1:{}", state_.ports.gateway)}};
}

void Supervisor::start(const StartPart& what) {
  PodLogs& logs = shared_.logs[what.uid];
  if (logs.current != nullptr) logs.previous = std::move(logs.current);
  logs.current = std::make_shared<ContainerLog>();
  auto process = PartProcess::start(what.kind, config_of(what));
  World world = shared_.cluster.world(now());
  if (!process) {
    logs.current->append(wall_now(), process.error().what);
    logs.current->close();
    shared_.cluster.kubelet().started(world, what.uid, 0, process.error().what);
    return;
  }
  const int pid = process->id().pid;
  parts_.insert_or_assign(what.uid, Part{*std::move(process), what.kind, what.pod, logs.current,
                                         LogFile(settings_.folder / "logs" / (what.pod + ".log"))});
  shared_.cluster.kubelet().started(world, what.uid, pid, "");
  if (what.kind == "gateway") functions_ = nullptr;  // the new one knows nothing yet
  save();
}

void Supervisor::wait() {
  std::vector<pollfd> fds{{signals_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
  std::vector<std::string> uids;
  for (const auto& entry : parts_) {
    const Part& part = entry.second;
    uids.push_back(entry.first);
    for (const int fd :
         {part.process.control_fd(), part.process.output_fd(), part.process.exit_fd()})
      fds.push_back({fd, POLLIN, 0});  // a closed one is -1, which poll leaves out
  }
  int timeout = -1;
  {
    const std::lock_guard lock(shared_.mutex);
    if (const auto due = shared_.cluster.next_due()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - now().steady).count();
      timeout = static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
    }
  }
  if (poll(fds.data(), fds.size(), timeout) < 0) return;
  if (fds[0].revents != 0) ended_ = true;
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t drained = ::read(wake_.get(), &count, sizeof count);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    const auto event = [&](std::size_t n) { return fds[2 + i * 3 + n].revents != 0; };
    if (event(0) || event(1) || event(2)) read(uids[i], parts_.at(uids[i]));
    if (event(2)) reap(uids[i]);
  }
}

void Supervisor::read(const std::string& uid, Part& part) {
  const std::lock_guard lock(shared_.mutex);
  World world = shared_.cluster.world(now());
  part.process.read_control([&](const Json& message) {
    if (find(message, "listening") != nullptr) shared_.cluster.kubelet().listening(world, uid);
  });
  bool some = false;
  part.process.read_output([&](const std::string& line) {
    part.log->append(world.now.wall, line);
    part.file.append(world.now.wall, line);
    some = true;
  });
  if (some) shared_.tell();
}

void Supervisor::reap(const std::string& uid) {
  const std::lock_guard lock(shared_.mutex);
  World world = shared_.cluster.world(now());
  Part& part = parts_.at(uid);
  const int status = part.process.status();
  part.log->close();
  shared_.cluster.kubelet().exited(world, uid, status, status == 0 ? "" : part.log->last_line());
  parts_.erase(uid);
  std::erase_if(shared_.logs, [&](const auto& each) {  // of pods that are no more
    const auto pods = shared_.cluster.store().list("pods");
    return std::none_of(pods.begin(), pods.end(),
                        [&](const Object& pod) { return uid_of(*pod) == each.first; });
  });
  shared_.tell();
  save();
}

void Supervisor::tell_gateways() {
  Json functions = functions_of(shared_.cluster.store());
  if (functions == functions_) return;
  functions_ = std::move(functions);
  for (auto& [uid, part] : parts_)
    if (part.kind == "gateway") part.process.tell({{"functions", functions_}});
}

void Supervisor::note_readiness() {
  if (state_.ready || !shared_.cluster.all_available()) return;
  state_.ready = true;
  shared_.cluster.kubelet().end_of_first_start();
  save();
  report({{"ready", true}});
  report_.reset();
}

void Supervisor::save() {
  state_.parts.clear();
  for (const auto& [uid, part] : parts_)
    state_.parts.push_back({part.kind, part.pod, part.process.id()});
  if (const auto written = write_state(settings_.folder, state_); !written)
    fmt::print(stderr, "cannot write the state: {}\n", written.error().what);
}

/// TERM to all, what is left after a moment is killed.
void Supervisor::end_parts() {
  for (auto& [uid, part] : parts_)
    part.process.signal(SIGTERM);
  const Steady until = now().steady + time_to_end;
  while (!parts_.empty() && now().steady < until) {
    std::vector<pollfd> fds;
    fds.reserve(parts_.size());
    for (const auto& [uid, part] : parts_)
      fds.push_back({part.process.exit_fd(), POLLIN, 0});
    poll(fds.data(), fds.size(), 100);
    auto fd = fds.begin();
    std::erase_if(parts_, [&](const auto&) { return (fd++)->revents != 0; });
  }
  for (auto& [uid, part] : parts_)
    part.process.signal(SIGKILL);
  parts_.clear();
}

}  // namespace brunt::sandbox::cluster

#include "sandbox/cluster/launch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "net/http_client.h"
#include "sys/file.h"
#include "sys/stop_fd.h"

extern char** environ;  // NOLINT: POSIX's name

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto time_to_start = 20s;
constexpr auto time_to_end = 10s;

std::unexpected<Error> failure(Errc code, std::string what, std::string doing = "") {
  return std::unexpected(Error{code, std::move(what), std::move(doing)});
}

/// Sleeps for `step`, or until the process is gone or the stop comes.
void nap(std::chrono::milliseconds step, const std::stop_token& stop) {
  const sys::StopFd stopped(stop);
  pollfd fd{stopped.get(), POLLIN, 0};
  poll(&fd, 1, static_cast<int>(step.count()));
}

/// True once it is gone.
bool wait_gone(const sys::ProcessId& id, const Limits& limits) {
  while (sys::alive(id)) {
    if (limits.deadline.passed() || limits.stop.stop_requested()) return false;
    nap(5ms, limits.stop);
  }
  return true;
}

/// Kills those of `parts` that are still there; how many.
int kill_parts(const std::vector<PartRecord>& parts) {
  int n = 0;
  for (const PartRecord& part : parts)
    if (sys::send_signal(part.process, SIGKILL)) ++n;
  for (const PartRecord& part : parts)
    wait_gone(part.process, {Deadline::in(2s), {}});
  return n;
}

/// The supervisor as a process of its own session. `report` gets the reading end of its channel.
Result<pid_t> spawn_supervisor(const Settings& settings, sys::Fd& report) {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return failure(Errc::internal, "cannot make a pipe");
  report = sys::Fd(pipe[0]);
  const sys::Fd writing(pipe[1]);
  const sys::Fd log(open((settings.folder / "supervisor.log").c_str(),
                         O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!log)
    return failure(Errc::unavailable, std::generic_category().message(errno),
                   "writing supervisor.log");
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, log.get(), 1);
  posix_spawn_file_actions_adddup2(&files, log.get(), 2);
  posix_spawn_file_actions_adddup2(&files, writing.get(), 3);
  posix_spawn_file_actions_addchdir_np(&files, "/");
  posix_spawn_file_actions_addclosefrom_np(&files, 4);
  std::array<std::string, 4> words{sys::own_path(), "sandbox", "supervise",
                                   to_text(to_json(settings))};
  const std::array<char*, 5> argv{words[0].data(), words[1].data(), words[2].data(),
                                  words[3].data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, words[0].c_str(), &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return failure(Errc::internal, std::generic_category().message(error),
                   "starting the supervisor");
  return pid;
}

/// Reads the supervisor's report until it is ready.
Result<> wait_ready(const sys::Fd& report, const Limits& limits,
                    const std::function<void(const std::string&)>& progress) {
  const sys::StopFd stopped(limits.stop);
  std::string text;
  const auto began = std::chrono::steady_clock::now();
  bool told = false;
  for (;;) {
    std::array<pollfd, 2> fds{pollfd{report.get(), POLLIN, 0}, pollfd{stopped.get(), POLLIN, 0}};
    poll(fds.data(), fds.size(), 200);
    if (limits.stop.stop_requested()) return failure(Errc::stopped, "interrupted");
    if (limits.deadline.passed())
      return failure(Errc::timed_out, "its parts did not become ready in time");
    if (!told && std::chrono::steady_clock::now() - began > 1s) {
      progress("starting: waiting until gateway, metrics and function are ready");
      told = true;
    }
    if (fds[0].revents == 0) continue;
    std::array<char, 4096> buffer;
    const ssize_t n = read(report.get(), buffer.data(), buffer.size());
    if (n == 0) return failure(Errc::unavailable, "the supervisor ended before it was ready");
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    if (text.empty() || text.back() != '\n') continue;
    const auto message = parse_json(text);
    if (message && find(*message, "ready") != nullptr) return {};
    return failure(Errc::unavailable, message ? string_or(*message, "error") : text);
  }
}

/// One real call of the function, the way a user's goes.
Result<> call_function(const State& state, const Limits& limits) {
  const net::HttpClient client({{"demo.foo.bar", 80, "127.0.0.1", state.ports.ingress}});
  net::Request request;
  request.method = "POST";
  request.url = "http://demo.foo.bar/function/astre";
  request.headers = {{"Authorization", "Basic " + base64("jane:demo")},
                     {"Content-Type", "application/json"}};
  request.body = R"({"city": "Paris"})";
  request.use_proxy_environment = false;
  for (;;) {
    // Each try ends soon: one that came before the gateway knew of a pod would hang to the end.
    const auto answer =
        client.send(request, {sooner(limits.deadline, Deadline::in(1s)), limits.stop});
    if (answer && answer->status == 200) return {};
    if (limits.deadline.passed() || limits.stop.stop_requested() ||
        (!answer && answer.error().code == Errc::stopped))
      return failure(
          Errc::unavailable,
          answer ? fmt::format("the function answers {} through the ingress", answer->status)
                 : answer.error().what);
    nap(20ms, limits.stop);
  }
}

/// Ends all that a state names and removes the folder.
Result<Ended> end_sandbox(const fs::path& folder, const State& state) {
  Ended out;
  out.was_up = sys::alive(state.supervisor);
  if (out.was_up) {
    if (const auto sent = sys::send_signal(state.supervisor, SIGTERM); sent) {
      if (!wait_gone(state.supervisor, {Deadline::in(time_to_end), {}})) {
        if (sys::send_signal(state.supervisor, SIGKILL)) ++out.processes;
        wait_gone(state.supervisor, {Deadline::in(time_to_end), {}});
      }
    }
    waitpid(state.supervisor.pid, nullptr, WNOHANG);  // when it is our own child
  }
  out.processes += kill_parts(state.parts);
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) return failure(Errc::unavailable, error.message(), "removing " + folder.string());
  return out;
}

/// Our own child, not reaped yet, so the id is still its own: asked to end, then made to.
void end_child(pid_t pid) {
  ::kill(pid, SIGTERM);
  const auto id = sys::identify(pid);
  if (id && !wait_gone(*id, {Deadline::in(3s), {}})) ::kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

/// One that somebody else is starting right now: until it is ready.
Result<State> wait_started(const fs::path& folder, const Limits& limits) {
  for (;;) {
    State state = BRUNT_TRY(read_state(folder));
    if (state.ready) return state;
    if (!sys::alive(state.supervisor))
      return failure(Errc::unavailable, "it ended while it was started");
    if (limits.stop.stop_requested()) return failure(Errc::stopped, "interrupted");
    if (limits.deadline.passed()) return failure(Errc::timed_out, "it is not ready");
    nap(20ms, limits.stop);
  }
}

std::string log_tail(const fs::path& folder) {
  const auto text = sys::read_file(folder / "supervisor.log");
  if (!text || trim(*text).empty()) return "";
  const std::vector<std::string> lines = split(trim(*text), '\n');
  return "; its log ends with: " + lines.back();
}

}  // namespace

Result<Started> up(const Settings& wish, const Limits& limits,
                   const std::function<void(const std::string&)>& progress) {
  const auto began = std::chrono::steady_clock::now();
  Settings settings = wish;
  settings.folder = BRUNT_TRY(sandbox_folder(wish.name));
  Started out;
  out.folder = settings.folder;
  if (const auto before = read_processes(settings.folder)) {
    if (sys::alive(before->supervisor)) {
      out.state = BRUNT_TRY(wait_started(
          settings.folder, {sooner(limits.deadline, Deadline::in(time_to_start)), limits.stop}));
      out.was_up = true;
      return out;
    }
    out.remains = BRUNT_TRY(end_sandbox(settings.folder, *before)).processes;
  }
  std::error_code error;
  fs::create_directories(settings.folder, error);
  if (error)
    return failure(Errc::unavailable, error.message(), "making " + settings.folder.string());
  fs::permissions(settings.folder, fs::perms::owner_all, error);
  sys::Fd report;
  const pid_t pid = BRUNT_TRY(spawn_supervisor(settings, report));
  const Limits inner{sooner(limits.deadline, Deadline::in(time_to_start)), limits.stop};
  Result<> ready = wait_ready(report, inner, progress);
  const auto state = read_state(settings.folder);
  if (ready && state) ready = call_function(*state, inner);
  if (ready && state) {
    out.state = *state;
    out.took = std::chrono::steady_clock::now() - began;
    return out;
  }
  const std::string tail = log_tail(settings.folder);
  if (state && state->supervisor.pid == pid) {
    const auto ended = end_sandbox(settings.folder, *state);
    if (!ended) return std::unexpected(ended.error());
  } else {
    end_child(pid);  // it had not said yet where it is: nothing else was started
  }
  Error why = ready ? state.error() : ready.error();
  why.what += tail;
  return std::unexpected(std::move(why));
}

Result<Ended> down(const std::string& name, const Limits&) {
  const fs::path folder = BRUNT_TRY(sandbox_folder(name));
  const auto state = read_processes(folder);
  if (state) return end_sandbox(folder, *state);
  if (state.error().code != Errc::not_found) return std::unexpected(state.error());
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return Ended{};
}

Result<std::vector<std::pair<std::string, bool>>> all_sandboxes() {
  std::vector<std::pair<std::string, bool>> out;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(BRUNT_TRY(sandboxes_folder()), ignored)) {
    const auto state = read_state(entry.path());
    out.emplace_back(entry.path().filename().string(), state && sys::alive(state->supervisor));
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<State> running(const std::string& name) {
  auto state = read_state(BRUNT_TRY(sandbox_folder(name)));
  if (state && sys::alive(state->supervisor)) return *std::move(state);
  return failure(Errc::not_found, fmt::format("the sandbox '{}' is down", name));
}

Result<std::map<std::string, std::string>> environment_of(const State& state) {
  const fs::path folder = BRUNT_TRY(sandbox_folder(state.name));
  const std::string ingress = fmt::format("http://127.0.0.1:{}", state.ports.ingress);
  const std::string direct = "127.0.0.1,localhost";
  return std::map<std::string, std::string>{
      {"KUBECONFIG", (folder / "kubeconfig").string()},
      {"HTTP_PROXY", ingress},
      {"http_proxy", ingress},
      {"NO_PROXY", direct},
      {"no_proxy", direct},
      {"BRUNT_SANDBOX", state.name},
      {"BRUNT_RESOLVE", fmt::format("demo.foo.bar:80:127.0.0.1:{}", state.ports.ingress)},
      {"BRUNT_GATEWAY", fmt::format("http://127.0.0.1:{}", state.ports.gateway)},
      {"BRUNT_PROMETHEUS", fmt::format("http://127.0.0.1:{}", state.ports.metrics)}};
}

}  // namespace brunt::sandbox::cluster

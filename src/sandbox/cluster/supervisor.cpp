#include "sandbox/cluster/supervisor.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/cluster/free_ports.h"
#include "sandbox/cluster/object.h"
#include "sandbox/cluster/state.h"
#include "sandbox/cluster/supervisor_loop.h"
#include "sys/file.h"

namespace brunt::sandbox::cluster {
namespace {

namespace fs = std::filesystem;

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  std::string out;
  for (const unsigned char byte : bytes)
    out += fmt::format("{:02x}", byte);
  return out;
}

/// TERM and its like, as a descriptor; blocked for this thread and all it starts.
sys::Fd signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return sys::Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// The folder is ours alone as long as we live. The descriptor is kept open for that.
std::optional<sys::Fd> lock_folder(const fs::path& folder) {
  sys::Fd lock(open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  struct flock whole {};
  whole.l_type = F_WRLCK;
  if (!lock || fcntl(lock.get(), F_OFD_SETLK, &whole) != 0) return std::nullopt;
  return lock;
}

Result<State> new_state(const Settings& settings, const Certificate& certificate) {
  State state;
  state.name = settings.name;
  state.supervisor = BRUNT_TRY(sys::identify(getpid()));
  state.ports = BRUNT_TRY(free_ports(settings.port_base, settings.seed));
  state.token = random_token();
  state.certificate = certificate.certificate;
  state.parameters = settings.parameters;
  state.started = wall_now();
  BRUNT_TRY(sys::write_file_atomically(settings.folder / "kubeconfig", kubeconfig(state)));
  std::error_code error;
  fs::create_directories(settings.folder / "logs", error);
  if (error)
    return std::unexpected(
        Error{Errc::unavailable, error.message(), (settings.folder / "logs").string()});
  return state;
}

}  // namespace

Json to_json(const Settings& settings) {
  Json out{{"name", settings.name},
           {"folder", settings.folder.string()},
           {"parameters", to_json(settings.parameters)},
           {"seed", settings.seed}};
  if (settings.port_base) out["port_base"] = *settings.port_base;
  return out;
}

Result<Settings> settings_of(const Json& value) {
  Settings out;
  out.name = string_or(value, "name");
  out.folder = string_or(value, "folder");
  if (out.name.empty() || out.folder.empty())
    return std::unexpected(
        Error{Errc::invalid_input, "name or folder is missing", "reading the settings"});
  const Json* parameters = find(value, "parameters");
  out.parameters = BRUNT_TRY(parameters_of(parameters == nullptr ? Json() : *parameters));
  out.seed = static_cast<std::uint64_t>(number_at(value, "seed"));
  if (find(value, "port_base") != nullptr)
    out.port_base = static_cast<std::uint16_t>(number_at(value, "port_base"));
  return out;
}

int supervise(const Settings& settings, int report) {
  sys::Fd signal_fd = signals();
  umask(077);
  sys::Fd report_fd(report);
  const auto refuse = [&](const std::string& what) {
    const std::string line = to_text(Json{{"error", what}}) + "\n";
    [[maybe_unused]] const ssize_t written = write(report_fd.get(), line.data(), line.size());
    return 1;
  };
  const auto lock = lock_folder(settings.folder);
  if (!lock) return refuse("another process is starting or running this sandbox");
  auto certificate = make_certificate();
  if (!certificate) return refuse(certificate.error().what);
  auto state = new_state(settings, *certificate);
  if (!state) return refuse(state.error().what);
  const int status = Supervisor(settings, *std::move(state), *std::move(certificate),
                                std::move(signal_fd), std::move(report_fd))
                         .run();
  std::error_code ignored;
  for (const char* file : {"state.json", "kubeconfig"})
    fs::remove(settings.folder / file, ignored);
  return status;
}

}  // namespace brunt::sandbox::cluster

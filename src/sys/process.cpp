// Identity of processes, and a child process in its own group. Until it is another program the
// child borrows our memory (vfork: a copy of it would cost more than all the rest), so it writes to
// none of it, makes only calls that are safe in a signal handler, and everything it needs is made
// ready before.
#include "sys/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

extern char** environ;  // NOLINT: POSIX's name

namespace brunt::sys {
namespace {

// glibc 2.36 declares these two without C linkage, so they cannot be linked from C++.
int open_pidfd(pid_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}
bool signal_pidfd(int fd, int signal) {
  return ::syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0) == 0;
}

std::string reason(int code) {
  return std::generic_category().message(code);
}

struct Stat {
  char state = '?';
  std::uint64_t started = 0;
};

/// Fields 3 and 22 of /proc/PID/stat; the name in field 2 may hold anything, so we start after its
/// last ')'.
std::optional<Stat> read_stat(pid_t pid) {
  const auto text = read_file(fmt::format("/proc/{}/stat", pid));
  if (!text) return std::nullopt;
  const auto at = text->rfind(')');
  if (at == std::string::npos || at + 2 >= text->size()) return std::nullopt;
  const auto fields = split(std::string_view(*text).substr(at + 2), ' ');
  if (fields.size() < 20 || fields[0].empty()) return std::nullopt;
  return Stat{fields[0][0], std::strtoull(fields[19].c_str(), nullptr, 10)};
}

/// Everything the child needs, so that it allocates nothing.
struct Prepared {
  std::string program;
  std::vector<char*> argv, envp;
  std::vector<std::string> environment;
  const char* directory = nullptr;
  std::array<int, 3> from{-1, -1, -1};  ///< for 0, 1, 2
  int report = -1;                      ///< errno of a failed exec goes here
  bool own_group = true;
  bool own_session = false;
  int death_signal = 0;
  pid_t parent = 0;
  ChildLedger::Slot* slot = nullptr;
  const std::vector<int>* changed_signals = nullptr;
};

void fill_environment(const Spawn& spawn, Prepared& to) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!spawn.environment.contains(std::string(text.substr(0, text.find('='))))) {
      to.environment.emplace_back(text);
    }
  }
  for (const auto& [name, value] : spawn.environment) {
    to.environment.push_back(fmt::format("{}={}", name, value));
  }
  for (auto& entry : to.environment)
    to.envp.push_back(entry.data());
  to.envp.push_back(nullptr);
}

/// The signals that are ignored or handled here; a child gets them as the system has them. Asked
/// once: the program sets its own before it has a child.
const std::vector<int>& changed_signals() {
  static const std::vector<int> changed = [] {
    std::vector<int> out;
    for (int signal = 1; signal < NSIG; ++signal) {
      struct sigaction now {};
      if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_DFL)
        out.push_back(signal);
    }
    return out;
  }();
  return changed;
}

void reset_signals(const std::vector<int>& changed) {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (const int signal : changed)
    ::sigaction(signal, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

void close_on_exec_from_3() {
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  for (int fd = 3; fd < 65536; ++fd)
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);  // kernels before 5.11
}

[[noreturn]] void give_up(int report, int code) {
  const auto* bytes = reinterpret_cast<const char*>(&code);
  [[maybe_unused]] const ssize_t sent = ::write(report, bytes, sizeof code);
  ::_exit(127);
}

/// The child's side. Never returns.
[[noreturn]] void become(const Prepared& ready) {
  if (ready.own_session) {
    ::setsid();
  } else if (ready.own_group) {
    ::setpgid(0, 0);
  }
  if (ready.slot != nullptr) ChildLedger::write(*ready.slot);
  if (ready.death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, ready.death_signal);
    if (::getppid() != ready.parent) ::_exit(127);  // it went before we could ask
  }
  std::array<int, 3> high{-1, -1, -1};  // above 2, so that no dup2 overwrites a source
  for (std::size_t i = 0; i < 3; ++i) {
    if (ready.from[i] >= 0) high[i] = ::fcntl(ready.from[i], F_DUPFD_CLOEXEC, 3);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    if (ready.from[i] >= 0 && ::dup2(high[i], static_cast<int>(i)) < 0) {
      give_up(ready.report, errno);
    }
  }
  if (ready.directory != nullptr && ::chdir(ready.directory) != 0) give_up(ready.report, errno);
  close_on_exec_from_3();
  reset_signals(*ready.changed_signals);
  ::execve(ready.program.c_str(), ready.argv.data(), ready.envp.data());
  give_up(ready.report, errno);
}

Error exec_error(const std::string& program, const std::string& directory, int code) {
  if (code == ENOENT && !directory.empty() && ::access(directory.c_str(), F_OK) != 0) {
    return Error{Errc::not_found, "there is no folder '" + directory + "'", {}};
  }
  if (code == ENOENT || code == ENOTDIR) {
    return Error{Errc::not_found, "there is no program '" + program + "'", {}};
  }
  return Error{Errc::invalid_input, fmt::format("cannot run '{}': {}", program, reason(code)), {}};
}

}  // namespace

Result<ProcessId> identify(pid_t pid) {
  const auto stat = read_stat(pid);
  if (!stat) return std::unexpected(Error{Errc::not_found, fmt::format("no process {}", pid), {}});
  return ProcessId{pid, stat->started};
}

bool alive(const ProcessId& id) {
  const auto stat = read_stat(id.pid);
  return stat && stat->started == id.started && stat->state != 'Z' && stat->state != 'X';
}

Result<> send_signal(const ProcessId& id, int signal) {
  const Fd fd(open_pidfd(id.pid));
  // The descriptor is ours for good; only now is it worth asking whom it belongs to.
  if (!fd || !alive(id) || !signal_pidfd(fd.get(), signal)) {
    return std::unexpected(Error{Errc::not_found, fmt::format("process {} is gone", id.pid), {}});
  }
  return {};
}

std::optional<std::size_t> resident_bytes(pid_t pid) {
  if (const auto rollup = read_file(fmt::format("/proc/{}/smaps_rollup", pid))) {
    if (const auto at = rollup->find("\nPss:"); at != std::string::npos) {
      return std::strtoull(rollup->c_str() + at + 5, nullptr, 10) * 1024;
    }
  }
  const auto statm = read_file(fmt::format("/proc/{}/statm", pid));
  if (!statm || statm->empty()) return std::nullopt;
  const auto fields = split(*statm, ' ');
  if (fields.size() < 2) return std::nullopt;
  return std::strtoull(fields[1].c_str(), nullptr, 10) *
         static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

Result<Child> Child::start(const Spawn& spawn) {
  if (spawn.argv.empty()) {
    return std::unexpected(Error{Errc::invalid_input, "no program was named", {}});
  }
  Prepared ready;
  ready.program = spawn.argv[0];
  if (ready.program.find('/') == std::string::npos) {
    const auto path = spawn.environment.find("PATH");
    const auto found = path == spawn.environment.end() ? find_program(ready.program)
                                                       : find_program(ready.program, path->second);
    if (!found) {
      return std::unexpected(Error{
          Errc::not_found, fmt::format("there is no program '{}' in PATH", ready.program), {}});
    }
    ready.program = *found;
  }
  std::vector<std::string> argv = spawn.argv;
  for (auto& word : argv)
    ready.argv.push_back(word.data());
  ready.argv.push_back(nullptr);
  fill_environment(spawn, ready);
  if (!spawn.directory.empty()) ready.directory = spawn.directory.c_str();
  const Fd nothing(spawn.in < 0 ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : -1);
  ready.from = {spawn.in < 0 ? nothing.get() : spawn.in, spawn.out, spawn.err};
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected(Error{Errc::internal, "cannot make a pipe: " + reason(errno), {}});
  }
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  ready.report = writer.get();
  ready.own_group = spawn.own_group || spawn.own_session;
  ready.own_session = spawn.own_session;
  ready.death_signal = spawn.death_signal;
  ready.parent = ::getpid();
  ready.changed_signals = &changed_signals();
  if (spawn.ledger && ready.own_group) ready.slot = spawn.ledger->reserve();

  // No signal may find the child while it has our memory and the handlers of somebody's library.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::vfork();  // NOLINT: see above
  if (pid == 0) become(ready);  // NOLINT(clang-analyzer-unix.Vfork)
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) {
    if (ready.slot != nullptr) ChildLedger::release(*ready.slot);
    return std::unexpected(Error{Errc::internal, "cannot make a process: " + reason(errno), {}});
  }
  writer.reset();
  int code = 0;
  ssize_t got = 0;
  do {
    got = ::read(reader.get(), &code, sizeof code);
  } while (got < 0 && errno == EINTR);
  if (got == static_cast<ssize_t>(sizeof code)) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (ready.slot != nullptr) ChildLedger::release(*ready.slot);
    return std::unexpected(exec_error(spawn.argv[0], spawn.directory, code));
  }
  Child child;
  child.pid_ = pid;
  child.group_ = ready.own_group;
  child.ledger_ = spawn.ledger;
  child.slot_ = ready.slot;
  child.pidfd_ = Fd(open_pidfd(pid));
  if (!child.pidfd_) {
    return std::unexpected(Error{Errc::internal, "cannot watch a child: " + reason(errno), {}});
  }
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      group_(other.group_),
      pidfd_(std::move(other.pidfd_)),
      status_(other.status_),
      ledger_(std::move(other.ledger_)),
      slot_(std::exchange(other.slot_, nullptr)) {}

Child& Child::operator=(Child&& other) noexcept {
  Child taken(std::move(other));
  std::swap(pid_, taken.pid_);
  std::swap(group_, taken.group_);
  std::swap(pidfd_, taken.pidfd_);
  std::swap(status_, taken.status_);
  std::swap(ledger_, taken.ledger_);
  std::swap(slot_, taken.slot_);
  return *this;
}

Child::~Child() {
  if (pid_ < 0 || status_) return;
  signal_group(SIGTERM);
  if (pidfd_) poll_wait({pidfd_.get()}, Deadline::in(std::chrono::seconds(1)));
  signal_group(SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  reaped();
}

void Child::reaped() {
  if (slot_ != nullptr) ChildLedger::release(*slot_);
  slot_ = nullptr;
}

pid_t Child::pid() const {
  return pid_;
}
int Child::pidfd() const {
  return pidfd_.get();
}

Result<int> Child::wait(const Limits& limits) {
  if (status_) return *status_;
  const StopFd stop(limits.stop);
  const auto ready = poll_wait({pidfd_.get(), stop.get()}, limits.deadline);
  if (!ready[0]) {
    const Errc code = ready[1] ? Errc::stopped : Errc::timed_out;
    return std::unexpected(Error{code, fmt::format("process {} is still running", pid_), {}});
  }
  int raw = 0;
  while (::waitpid(pid_, &raw, 0) < 0) {
    if (errno != EINTR) {
      return std::unexpected(Error{Errc::internal, "cannot await a child: " + reason(errno), {}});
    }
  }
  reaped();
  status_ = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
  return *status_;
}

void Child::signal_group(int signal) {
  if (pid_ < 0 || status_) return;  // once reaped, the number may be another's
  ::kill(group_ ? -pid_ : pid_, signal);
}

std::optional<std::string> find_program(const std::string& name) {
  return find_program(name, environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin"));
}

std::optional<std::string> find_program(const std::string& name, const std::string& path) {
  const auto runnable = [](const std::string& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
  };
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) {
    return runnable(name) ? std::optional(name) : std::nullopt;
  }
  for (const auto& folder : split(path, ':')) {
    const std::string file = (folder.empty() ? "." : folder) + "/" + name;
    if (runnable(file)) return file;
  }
  return std::nullopt;
}

std::string own_path() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).string();
}

}  // namespace brunt::sys

#include "store/run_lock.h"

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/event_log.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::store {
namespace {

namespace fs = std::filesystem;

std::string reason(int code) {
  return std::generic_category().message(code);
}

std::string boot_id() {
  auto text = sys::read_file("/proc/sys/kernel/random/boot_id").value_or("");
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  return text;
}

Json to_json(const sys::ProcessId& id) {
  return {{"pid", id.pid}, {"started", id.started}};
}

std::optional<sys::ProcessId> parse_id(const Json& json) {
  const Json* pid = find(json, "pid");
  const Json* started = find(json, "started");
  if (pid == nullptr || !pid->is_number_unsigned() || started == nullptr ||
      !started->is_number_unsigned()) {
    return std::nullopt;
  }
  return sys::ProcessId{pid->get<pid_t>(), started->get<std::uint64_t>()};
}

std::optional<Holder> read_holder(const fs::path& path) {
  const auto text = sys::read_file(path);
  if (!text) return std::nullopt;
  const auto json = parse_json(*text);
  if (!json) return std::nullopt;
  auto holder = parse_holder(*json);
  if (!holder) return std::nullopt;
  return *std::move(holder);
}

/// Can its numbers be looked up here?
bool is_of_here(const Holder& holder) {
  return holder.boot == boot_id() && holder.host == sys::host_name();
}

bool has_living_guard(const Holder& holder) {
  return is_of_here(holder) && holder.guard && sys::alive(*holder.guard);
}

bool lives(const Holder& holder) {
  return is_of_here(holder) && (sys::alive(holder.process) || has_living_guard(holder));
}

/// Is `path` still the name of the file behind `fd`?
bool is_the_file(int fd, const fs::path& path) {
  struct stat ours {};
  struct stat theirs {};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &theirs) == 0 &&
         ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

enum class Grip { taken, held, unknown };  ///< unknown: this disk has no locks

/// Of the open file, not of the process: kept over a fork, and by every copy of the descriptor.
Grip grip(int fd) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  while (::fcntl(fd, F_OFD_SETLK, &whole) != 0) {
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EACCES ? Grip::held : Grip::unknown;
  }
  return Grip::taken;
}

Result<> write_holder(int fd, const Holder& holder) {
  const std::string text = to_text(to_json(holder)) + "\n";
  const auto size = static_cast<ssize_t>(text.size());
  if (::ftruncate(fd, 0) == 0 && ::pwrite(fd, text.data(), text.size(), 0) == size) return {};
  return std::unexpected(Error{Errc::invalid_input, "cannot write: " + reason(errno), {}});
}

std::unexpected<Error> held(const std::optional<Holder>& by) {
  return std::unexpected(Error{Errc::unavailable,
                               by ? "the run is in the hands of " + describe(*by) + ", which lives"
                                  : "the run is in the hands of another process",
                               {}});
}

/// Somebody who is not `self` and lives; of a guard named there only the others count.
bool is_anothers(const Holder& holder, const Holder& self) {
  if (!is_of_here(holder) || holder.process == self.process) return false;
  if (sys::alive(holder.process)) return true;
  return has_living_guard(holder) && holder.guard != self.process;
}

}  // namespace

Holder Holder::self(std::string role) {
  Holder out;
  out.role = std::move(role);
  out.process = sys::identify(::getpid()).value_or(sys::ProcessId{::getpid(), 0});
  out.boot = boot_id();
  out.host = sys::host_name();
  return out;
}

Json to_json(const Holder& holder) {
  Json out = {{"role", holder.role}};
  out.update(to_json(holder.process));
  out["boot"] = holder.boot;
  out["host"] = holder.host;
  if (holder.guard) out["guard"] = to_json(*holder.guard);
  return out;
}

Result<Holder> parse_holder(const Json& json) {
  const auto process = parse_id(json);
  if (!process) {
    return std::unexpected(Error{Errc::invalid_input, "no lock of a run: no process", {}});
  }
  Holder out;
  out.role = string_or(json, "role");
  out.process = *process;
  out.boot = string_or(json, "boot");
  out.host = string_or(json, "host");
  if (const Json* guard = find(json, "guard")) out.guard = parse_id(*guard);
  return out;
}

std::string describe(const Holder& holder) {
  const bool guarded = has_living_guard(holder) && !sys::alive(holder.process);
  if (const auto& guard = holder.guard; guarded && guard)
    return fmt::format("process {} (its guard)", guard->pid);
  return fmt::format("process {} (brunt {})", holder.process.pid, holder.role);
}

fs::path lock_beside(const fs::path& event_log) {
  std::string name = event_log.filename().string();
  if (name.ends_with(event_log_suffix)) {
    name.resize(name.size() - std::string_view(".jsonl").size());
  }
  return event_log.parent_path() / (name + ".lock");
}

Result<RunLock> RunLock::take(const fs::path& event_log, std::string role) {
  const fs::path path = lock_beside(event_log);
  Holder self = Holder::self(std::move(role));
  constexpr int attempts = 100;  // each is lost only to somebody who released the lock just then
  for (int i = 0; i < attempts; ++i) {
    sys::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!fd) {
      return std::unexpected(
          Error{Errc::invalid_input, "cannot write: " + reason(errno), "'" + path.string() + "'"});
    }
    const Grip ours = grip(fd.get());
    const auto holder = read_holder(path);
    if (ours == Grip::held) return held(holder);
    if (!is_the_file(fd.get(), path)) continue;
    if (holder && is_anothers(*holder, self)) return held(holder);
    // On a full disk the lock itself still holds; without that, the name is all there is.
    const auto named = write_holder(fd.get(), self);
    if (!named && ours != Grip::taken) return std::unexpected(named.error());
    return RunLock(path, std::move(fd), std::move(self));
  }
  return held(read_holder(path));
}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  if (this != &other) {
    release();
    path_ = std::move(other.path_);
    fd_ = std::move(other.fd_);
    self_ = std::move(other.self_);
  }
  return *this;
}

RunLock::~RunLock() {
  release();
}

void RunLock::release() {
  if (fd_) ::unlink(path_.c_str());  // while it is ours: nobody can have taken it over
  fd_.reset();
}

Result<> RunLock::name_guard(const sys::ProcessId& guard) {
  self_.guard = guard;
  return write_holder(fd_.get(), self_);
}

std::optional<Holder> living_holder(const fs::path& event_log) {
  auto holder = read_holder(lock_beside(event_log));
  if (!holder || !lives(*holder)) return std::nullopt;
  return holder;
}

}  // namespace brunt::store

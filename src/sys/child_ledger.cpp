#include "sys/child_ledger.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/file.h"

namespace brunt::sys {
namespace {

constexpr std::size_t slot_count = 4096;  // 64 KiB, of which only what is used takes memory

std::int64_t since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// Fields of /proc/PID/stat.
struct Member {
  pid_t group = 0, session = 0;
  std::int64_t started = 0;  ///< nanoseconds since boot
  bool zombie = false;
};

std::optional<Member> read_member(const std::string& pid) {
  const auto text = read_file("/proc/" + pid + "/stat");
  if (!text) return std::nullopt;
  const auto at = text->rfind(')');
  if (at == std::string::npos || at + 2 >= text->size()) return std::nullopt;
  const auto fields = split(std::string_view(*text).substr(at + 2), ' ');
  if (fields.size() < 20) return std::nullopt;
  const auto number = [&](std::size_t i) { return std::strtoll(fields[i].c_str(), nullptr, 10); };
  const std::int64_t tick = 1'000'000'000 / std::max(1L, ::sysconf(_SC_CLK_TCK));
  return Member{static_cast<pid_t>(number(2)), static_cast<pid_t>(number(3)), number(19) * tick,
                fields[0] == "Z" || fields[0] == "X"};
}

/// Those of a group that live.
std::vector<Member> members(pid_t group) {
  std::vector<Member> out;
  std::error_code error;
  for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.empty() || name[0] < '0' || name[0] > '9') continue;
    const auto member = read_member(name);
    if (member && member->group == group && !member->zombie) out.push_back(*member);
  }
  return out;
}

}  // namespace

struct ChildLedger::Memory {
  std::atomic<std::int32_t> session;
  std::array<Slot, slot_count> slots;
};

Result<ChildLedger> ChildLedger::create() {
  Fd fd(::memfd_create("brunt-children", MFD_CLOEXEC));
  if (!fd || ::ftruncate(fd.get(), sizeof(Memory)) != 0) {
    return std::unexpected(Error{Errc::internal, "cannot make shared memory", {}});
  }
  ChildLedger ledger = BRUNT_TRY(open(std::move(fd)));
  ledger.memory_->session.store(::getsid(0));
  return ledger;
}

Result<ChildLedger> ChildLedger::open(Fd fd) {
  struct stat status {};
  void* memory = MAP_FAILED;
  if (::fstat(fd.get(), &status) == 0 && status.st_size == static_cast<off_t>(sizeof(Memory))) {
    memory = ::mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  }
  if (memory == MAP_FAILED) {
    return std::unexpected(Error{Errc::invalid_input, "this is no list of children", {}});
  }
  return ChildLedger(std::move(fd), static_cast<Memory*>(memory));  // zeros are a valid one
}

ChildLedger::ChildLedger(ChildLedger&& other) noexcept
    : fd_(std::move(other.fd_)), memory_(std::exchange(other.memory_, nullptr)) {}

ChildLedger::~ChildLedger() {
  if (memory_ != nullptr) ::munmap(memory_, sizeof(Memory));
}

ChildLedger::Slot* ChildLedger::reserve() {
  for (Slot& slot : memory_->slots) {
    std::int32_t free = 0;
    if (slot.group.load(std::memory_order_relaxed) == 0 &&
        slot.group.compare_exchange_strong(free, -1)) {
      return &slot;
    }
  }
  return nullptr;
}

void ChildLedger::release(Slot& slot) {
  slot.group.store(0);
}

void ChildLedger::write(Slot& slot) {
  slot.since.store(since_boot());
  slot.group.store(::getpid());
}

std::vector<ChildLedger::Group> ChildLedger::groups() const {
  std::vector<Group> out;
  for (const Slot& slot : memory_->slots) {
    const std::int32_t group = slot.group.load();
    if (group > 0) out.push_back({group, slot.since.load()});
  }
  return out;
}

/// The number of a group is not given away while it has members; so its leader, if it is still
/// there, is as old as it said, and else its members are younger; all are of the one session.
bool ChildLedger::is_ours(const Group& group) const {
  constexpr std::int64_t slack = 10'000'000'000;  // between fork and the writing, on a busy machine
  const pid_t session = memory_->session.load();
  if (const auto leader = read_member(std::to_string(group.id)); leader && !leader->zombie) {
    return leader->group == group.id && leader->session == session &&
           leader->started <= group.since + slack / 100 && leader->started + slack >= group.since;
  }
  const auto left = members(group.id);
  return !left.empty() && std::all_of(left.begin(), left.end(), [&](const Member& member) {
    return member.session == session && member.started + slack >= group.since;
  });
}

std::size_t ChildLedger::end_all(std::chrono::milliseconds patience) const {
  std::vector<Group> left;
  for (const Group& group : groups()) {
    if (is_ours(group) && ::kill(-group.id, SIGTERM) == 0) left.push_back(group);
  }
  const std::size_t found = left.size();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!left.empty() && std::chrono::steady_clock::now() < until) {
    std::erase_if(left, [](const Group& group) {
      return ::kill(-group.id, 0) != 0 || members(group.id).empty();  // zombies count for kill
    });
    if (!left.empty()) ::poll(nullptr, 0, 2);
  }
  for (const Group& group : left)
    ::kill(-group.id, SIGKILL);
  return found;
}

}  // namespace brunt::sys

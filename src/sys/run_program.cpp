#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "sys/poll_wait.h"
#include "sys/process.h"
#include "sys/stop_fd.h"

namespace brunt::sys {

int poll_timeout(Deadline deadline) {
  if (deadline.when() == Deadline::Clock::time_point::max()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline.when() - Deadline::Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

std::vector<bool> poll_wait(const std::vector<int>& fds, Deadline deadline) {
  std::vector<pollfd> polled;
  polled.reserve(fds.size());
  for (const int fd : fds)
    polled.push_back({fd, POLLIN, 0});
  int ready = 0;
  do {
    ready = ::poll(polled.data(), polled.size(), poll_timeout(deadline));
  } while (ready < 0 && errno == EINTR);
  std::vector<bool> out;
  out.reserve(polled.size());
  for (const auto& one : polled)
    out.push_back(ready > 0 && one.revents != 0);
  return out;
}

namespace {

struct Pipe {
  Fd reader, writer;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected(Error{Errc::internal, "cannot make a pipe", {}});
  }
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// Reads what is there, keeps what there is room for; closes the descriptor at its end.
void drain(Fd& fd, std::string& into, std::size_t& bytes, std::size_t most) {
  std::array<char, 65536> block;
  const ssize_t n = ::read(fd.get(), block.data(), block.size());
  if (n > 0) {
    bytes += static_cast<std::size_t>(n);
    into.append(block.data(), std::min(static_cast<std::size_t>(n), most - into.size()));
  }
  if (n == 0 || (n < 0 && errno != EINTR)) fd.reset();
}

/// TERM to the group, KILL after 250 ms, reaped.
void end_group(Child& child) {
  child.signal_group(SIGTERM);
  poll_wait({child.pidfd()}, Deadline::in(std::chrono::milliseconds(250)));
  child.signal_group(SIGKILL);
  (void)child.wait({});
}

}  // namespace

Result<RunOutput> run_program(const Spawn& spawn, const Limits& limits, std::size_t most) {
  Pipe out = BRUNT_TRY(make_pipe());
  Pipe err = BRUNT_TRY(make_pipe());
  Spawn piped = spawn;
  piped.out = out.writer.get();
  piped.err = err.writer.get();
  Child child = BRUNT_TRY(Child::start(piped));
  out.writer.reset();
  err.writer.reset();
  const StopFd stop(limits.stop);
  RunOutput result;
  bool ended = false;
  while (!ended || out.reader || err.reader) {
    const auto ready =
        poll_wait({stop.get(), ended ? -1 : child.pidfd(), out.reader.get(), err.reader.get()},
                  limits.deadline);
    if (ready[2]) drain(out.reader, result.out, result.out_bytes, most);
    if (ready[3]) drain(err.reader, result.err, result.err_bytes, most);
    if (ready[1]) ended = true;
    if (ready[0] || limits.deadline.passed()) {
      if (ended && !out.reader && !err.reader) break;
      end_group(child);
      return std::unexpected(Error{
          ready[0] ? Errc::stopped : Errc::timed_out, ready[0] ? "stopped" : "timed out", {}});
    }
  }
  result.status = BRUNT_TRY(child.wait({}));
  return result;
}

}  // namespace brunt::sys

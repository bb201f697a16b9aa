#include "sandbox/cluster/part_process.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr std::size_t longest_line = 16U << 10U;  // as a container runtime: longer ones are split

/// Reads all there is now; closes `fd` at its end.
void read_available(sys::Fd& fd, std::string& into) {
  std::array<char, 16384> buffer;
  while (fd) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    fd.reset();
  }
}

void take_lines(std::string& rest, bool ended,
                const std::function<void(const std::string&)>& on_line) {
  std::size_t from = 0;
  for (;;) {
    const auto end = rest.find('\n', from);
    if (end == std::string::npos && rest.size() - from < longest_line) break;
    const std::size_t length = end == std::string::npos ? longest_line : end - from;
    on_line(as_utf8(std::string_view(rest).substr(from, length)));
    from += length + (end == std::string::npos ? 0 : 1);
  }
  rest.erase(0, from);
  if (ended && !rest.empty()) on_line(as_utf8(std::exchange(rest, {})));
}

std::unexpected<Error> no_channel() {
  return std::unexpected(
      Error{Errc::internal, "cannot make a channel to a part of the sandbox", ""});
}

}  // namespace

Result<PartProcess> PartProcess::start(const std::string& kind, const Json& config) {
  std::array<int, 2> pair{-1, -1};
  std::array<int, 2> pipe{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return no_channel();
  sys::Fd control(pair[0]);
  const sys::Fd theirs(pair[1]);
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return no_channel();
  sys::Fd output(pipe[0]);
  const sys::Fd printed(pipe[1]);
  ::fcntl(control.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  sys::Spawn spawn;
  spawn.argv = {sys::own_path(), "sandbox", "part", kind};
  spawn.in = theirs.get();
  spawn.out = spawn.err = printed.get();
  spawn.death_signal = SIGKILL;
  sys::Child child = BRUNT_TRY(sys::Child::start(spawn), "starting a " + kind + " part");
  PartProcess part(std::move(child), std::move(control), std::move(output));
  part.tell(config);
  return part;
}

PartProcess::PartProcess(sys::Child child, sys::Fd control, sys::Fd output)
    : child_(std::move(child)), control_(std::move(control)), output_(std::move(output)) {
  id_ = sys::identify(child_.pid()).value_or(sys::ProcessId{child_.pid(), 0});
}

void PartProcess::read_control(const std::function<void(const Json&)>& on_message) {
  read_available(control_, control_rest_);
  take_lines(control_rest_, !control_, [&](const std::string& line) {
    if (const auto message = parse_json(line)) on_message(*message);
  });
}

void PartProcess::read_output(const std::function<void(const std::string&)>& on_line) {
  read_available(output_, output_rest_);
  take_lines(output_rest_, !output_, on_line);
}

void PartProcess::tell(const Json& message) {
  const std::string line = to_text(message) + "\n";
  if (control_) [[maybe_unused]]
    const ssize_t sent =
        ::send(control_.get(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

int PartProcess::status() {
  return child_.wait({Deadline::in(std::chrono::seconds(1)), {}}).value_or(-SIGKILL);
}

}  // namespace brunt::sandbox::cluster

#include "cli/event_stream.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/no_sigpipe.h"
#include "sys/poll_wait.h"

namespace brunt::cli {
namespace {

constexpr std::size_t most_waiting = std::size_t{16} << 20U;
constexpr auto last_wait = std::chrono::seconds(2);
constexpr int step_ms = 100;  // how soon a stop is seen while the other side takes nothing

std::unexpected<Error> failed(Errc code, std::string what, std::string where) {
  return std::unexpected(Error{code, std::move(what), std::move(where)});
}

std::string reason(int error) {
  return std::strerror(error);  // NOLINT(concurrency-mt-unsafe)
}

/// Connects without blocking longer than `limits` says.
Result<> connect_to(int fd, const sockaddr* address, socklen_t size, const Limits& limits,
                    const std::string& where) {
  if (::connect(fd, address, size) == 0) return {};
  if (errno != EINPROGRESS) return failed(Errc::unavailable, reason(errno), where);
  pollfd ready{fd, POLLOUT, 0};
  while (!limits.stop.stop_requested() && !limits.deadline.passed()) {
    if (::poll(&ready, 1, std::min(step_ms, sys::poll_timeout(limits.deadline))) <= 0) continue;
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error == 0) return {};
    return failed(Errc::unavailable, reason(error), where);
  }
  return failed(Errc::timed_out, "nobody took the connection in time", where);
}

Result<sys::Fd> open_unix(const std::string& path, const Limits& limits) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return failed(Errc::invalid_input, "a path for a socket has 1 to 107 bytes", "unix:" + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  sys::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return failed(Errc::unavailable, reason(errno), "unix:" + path);
  BRUNT_TRY(connect_to(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address,
                       limits, "unix:" + path));
  return fd;
}

Result<sys::Fd> open_tcp(const std::string& target, const Limits& limits) {
  const std::string where = "tcp:" + target;
  const auto colon = target.rfind(':');
  std::string host = target.substr(0, colon);
  if (colon == std::string::npos || host.empty() || colon + 1 == target.size())
    return failed(Errc::invalid_input, "this is not HOST:PORT", where);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), target.c_str() + colon + 1, &wanted, &found);
  if (error != 0) return failed(Errc::unavailable, ::gai_strerror(error), where);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
  Result<sys::Fd> last = failed(Errc::unavailable, "the name has no address", where);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    sys::Fd fd(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) continue;
    const auto connected = connect_to(fd.get(), one->ai_addr, one->ai_addrlen, limits, where);
    if (connected) return fd;
    last = std::unexpected(connected.error());
  }
  return last;
}

Result<sys::Fd> open_file(const std::string& path) {
  // A pipe is opened for reading too: it can then be made, and followed, in any order.
  sys::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666));
  if (!fd) return failed(Errc::unavailable, reason(errno), path);
  return fd;
}

/// Writes what the other side takes of `text`; false when it is gone.
bool write_some(int fd, std::string_view& text) {
  const ssize_t written = ::write(fd, text.data(), text.size());
  if (written >= 0) {
    text.remove_prefix(static_cast<std::size_t>(written));
    return true;
  }
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd ready{fd, POLLOUT, 0};
  ::poll(&ready, 1, step_ms);
  return true;
}

}  // namespace

Result<std::unique_ptr<EventStream>> EventStream::open(const std::string& target,
                                                       const Limits& limits) {
  sys::Fd fd = BRUNT_TRY(target.starts_with("unix:")  ? open_unix(target.substr(5), limits)
                         : target.starts_with("tcp:") ? open_tcp(target.substr(4), limits)
                                                      : open_file(target));
  return std::unique_ptr<EventStream>(new EventStream(std::move(fd)));
}

EventStream::EventStream(sys::Fd fd)
    : fd_(std::move(fd)), thread_([this](const std::stop_token& stop) { write_until(stop); }) {}

EventStream::~EventStream() {
  finish();
}

void EventStream::send(std::string line) {
  const std::lock_guard lock(mutex_);
  if (broken_ || closing_ || waiting_bytes_ + line.size() > most_waiting) {
    ++lost_;
    ++untold_;
    return;
  }
  if (untold_ > 0) {
    waiting_.push_back(
        fmt::format("{{\"kind\":\"events_lost\",\"count\":{}}}\n", std::exchange(untold_, 0)));
    waiting_bytes_ += waiting_.back().size();
  }
  waiting_bytes_ += line.size();
  waiting_.push_back(std::move(line));
  wake_.notify_all();
}

std::uint64_t EventStream::finish() {
  {
    std::unique_lock lock(mutex_);
    closing_ = true;
    wake_.wait_for(lock, last_wait, [this] { return broken_ || (waiting_.empty() && !writing_); });
  }
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  fd_.reset();
  const std::lock_guard lock(mutex_);
  lost_ += waiting_.size();
  waiting_.clear();
  return lost_;
}

void EventStream::write_until(const std::stop_token& stop) {
  const sys::NoSigpipe quiet;
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const std::string line = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= line.size();
    writing_ = true;
    lock.unlock();
    std::string_view left = line;
    bool gone = false;
    while (!left.empty() && !gone && !stop.stop_requested())
      gone = !write_some(fd_.get(), left);
    lock.lock();
    writing_ = false;
    if (!left.empty()) ++lost_;
    broken_ = broken_ || gone;
    wake_.notify_all();
    if (broken_ || stop.stop_requested()) return;
  }
}

}  // namespace brunt::cli

#include "sys/frame.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>

#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::sys {
namespace {

std::unexpected<Error> gone() {
  return std::unexpected(Error{Errc::unavailable, "the other side of the channel is gone", {}});
}

/// Sends what one call takes; `attached` goes with its first byte.
ssize_t send_some(int socket, std::string_view text, int attached) {
  iovec part{const_cast<char*>(text.data()), text.size()};  // NOLINT: sendmsg only reads it
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (attached >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof attached);
    std::memcpy(CMSG_DATA(header), &attached, sizeof attached);
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

Result<> send_all(int socket, std::string_view text, int attached) {
  while (!text.empty()) {
    const ssize_t sent = send_some(socket, text, attached);
    if (sent < 0) return gone();
    text.remove_prefix(static_cast<std::size_t>(sent));
    attached = -1;
  }
  return {};
}

/// One read; a descriptor that comes along is kept.
ssize_t receive_some(int socket, char* into, std::size_t size, Fd& attached) {
  iovec part{into, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return got;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    attached = Fd(fd);
  }
  return got;
}

Result<> receive_all(int socket, char* into, std::size_t size, Fd& attached, const StopFd& stop,
                     const Limits& limits) {
  while (size > 0) {
    const auto ready = poll_wait({socket, stop.get()}, limits.deadline);
    if (ready[1]) return std::unexpected(Error{Errc::stopped, "stopped", {}});
    if (!ready[0]) return std::unexpected(Error{Errc::timed_out, "no message came", {}});
    const ssize_t got = receive_some(socket, into, size, attached);
    if (got <= 0) return gone();
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace

Result<SocketPair> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::unexpected(Error{Errc::internal, "cannot make a channel", {}});
  }
  return SocketPair{Fd(ends[0]), Fd(ends[1])};
}

Result<> send_frame(int socket, std::string_view text, int attached) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::array<char, sizeof size> head{};
  std::memcpy(head.data(), &size, sizeof size);
  BRUNT_TRY(send_all(socket, {head.data(), head.size()}, attached));
  return send_all(socket, text, -1);
}

Result<Frame> read_frame(int socket, const Limits& limits, std::size_t max_bytes) {
  const StopFd stop(limits.stop);
  Frame frame;
  std::uint32_t size = 0;
  std::array<char, sizeof size> head{};
  BRUNT_TRY(receive_all(socket, head.data(), head.size(), frame.attached, stop, limits));
  std::memcpy(&size, head.data(), sizeof size);
  if (size > max_bytes) {
    return std::unexpected(Error{Errc::invalid_input, "a message that is too long", {}});
  }
  frame.text.resize(size);
  BRUNT_TRY(receive_all(socket, frame.text.data(), size, frame.attached, stop, limits));
  return frame;
}

}  // namespace brunt::sys

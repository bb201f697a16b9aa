#include "load/rude_server.h"

#include <array>
#include <cstdlib>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace brunt::load {

bool RudeServer::Peer::wait_readable() {
  std::array<pollfd, 2> polled{pollfd{fd_, POLLIN, 0}, pollfd{stop_fd_, POLLIN, 0}};
  ::poll(polled.data(), polled.size(), -1);
  return polled[1].revents == 0;
}

std::optional<std::string> RudeServer::Peer::request() {
  while (true) {
    const auto end = pending_.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::size_t length = end + 4;
      const auto at = pending_.find("Content-Length: ");
      if (at < end) length += std::strtoul(pending_.c_str() + at + 16, nullptr, 10);
      if (pending_.size() >= length) {
        std::string request = pending_.substr(0, length);
        pending_.erase(0, length);
        return request;
      }
    }
    if (!wait_readable()) return std::nullopt;
    std::array<char, 65536> buffer;
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return std::nullopt;
    pending_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

bool RudeServer::Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool RudeServer::Peer::answer(std::string_view body) {
  return send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
}

std::string RudeServer::Peer::address() const {
  sockaddr_in from{};
  socklen_t size = sizeof from;
  std::array<char, INET_ADDRSTRLEN> text{};
  ::getpeername(fd_, reinterpret_cast<sockaddr*>(&from), &size);
  ::inet_ntop(AF_INET, &from.sin_addr, text.data(), text.size());
  return text.data();
}

void RudeServer::Peer::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void RudeServer::Peer::hang() {
  std::array<char, 4096> buffer;
  while (wait_readable() && ::recv(fd_, buffer.data(), buffer.size(), 0) > 0) {
  }
}

RudeServer::RudeServer(Script script)
    : script_(std::move(script)),
      listen_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  begin(generic, size);
  if (::getsockname(listen_.get(), generic, &size) != 0) std::abort();
  port_ = ntohs(address.sin_port);
}

RudeServer::RudeServer(std::string path, Script script)
    : script_(std::move(script)),
      path_(std::move(path)),
      listen_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  begin(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

void RudeServer::begin(const sockaddr* address, socklen_t size) {
  if (::bind(listen_.get(), address, size) != 0 || ::listen(listen_.get(), 1024) != 0) {
    std::abort();
  }
  thread_ = std::jthread([this] { accept_all(); });
}

RudeServer::~RudeServer() {
  const std::uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof one);
  thread_.join();
  peers_.clear();
  if (!path_.empty()) ::unlink(path_.c_str());
}

std::string RudeServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

void RudeServer::accept_all() {
  while (true) {
    std::array<pollfd, 2> polled{pollfd{listen_.get(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
    ::poll(polled.data(), polled.size(), -1);
    if (polled[1].revents != 0) return;
    const int fd = ::accept4(listen_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int number = ++accepted_;
    const std::scoped_lock lock(mutex_);
    peers_.emplace_back([this, fd, number] {
      const sys::Fd owned(fd);
      Peer peer(fd, stop_.get(), number);
      script_(peer);
    });
  }
}

}  // namespace brunt::load

#include "sandbox/cluster/tls_front.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/stop_fd.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr int handshake_limit_ms = 10'000;
constexpr int write_limit_ms = 60'000;

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;
using Session = std::unique_ptr<SSL, FreeSession>;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Context make_context(const Certificate& certificate) {
  Context context(SSL_CTX_new(TLS_server_method()));
  BIO* cert_text = BIO_new_mem_buf(certificate.certificate.data(),
                                   static_cast<int>(certificate.certificate.size()));
  BIO* key_text = BIO_new_mem_buf(certificate.key.data(), static_cast<int>(certificate.key.size()));
  X509* cert = PEM_read_bio_X509(cert_text, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  const bool good = context && cert != nullptr && key != nullptr &&
                    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
                    SSL_CTX_use_certificate(context.get(), cert) == 1 &&
                    SSL_CTX_use_PrivateKey(context.get(), key) == 1;
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  X509_free(cert);
  EVP_PKEY_free(key);
  BIO_free(cert_text);
  BIO_free(key_text);
  return good ? std::move(context) : nullptr;
}

/// One client. Both descriptors are non-blocking; every wait is a poll that the stop ends.
class Relay {
 public:
  Relay(SSL* session, int client, int inner, int stop)
      : session_(session), client_(client), inner_(inner), stop_(stop) {}

  void run() {
    if (!handshake()) return;
    while (step()) {
    }
    SSL_shutdown(session_);
  }

 private:
  /// Waits for what OpenSSL wants after `result`; false on an error, a stop or the time's end.
  bool wanted(int result, int limit_ms) const {
    const int error = SSL_get_error(session_, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return false;
    const auto events = static_cast<short>(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
    return wait(client_, events, limit_ms);
  }

  bool wait(int fd, short events, int limit_ms) const {
    std::array<pollfd, 2> fds{pollfd{fd, events, 0}, pollfd{stop_, POLLIN, 0}};
    return poll(fds.data(), fds.size(), limit_ms) > 0 && fds[1].revents == 0;
  }

  bool handshake() const {
    for (;;) {
      ERR_clear_error();
      const int result = SSL_accept(session_);
      if (result == 1) return true;
      if (!wanted(result, handshake_limit_ms)) return false;
    }
  }

  bool step() {
    if (SSL_pending(session_) > 0) return from_client();
    std::array<pollfd, 3> fds{pollfd{client_, POLLIN, 0}, pollfd{inner_, POLLIN, 0},
                              pollfd{stop_, POLLIN, 0}};
    if (poll(fds.data(), fds.size(), -1) < 0) return errno == EINTR;
    if (fds[2].revents != 0) return false;
    if (fds[0].revents != 0 && !from_client()) return false;
    return fds[1].revents == 0 || from_inner();
  }

  bool from_client() {
    ERR_clear_error();
    const int n = SSL_read(session_, buffer_.data(), static_cast<int>(buffer_.size()));
    if (n <= 0) return SSL_get_error(session_, n) == SSL_ERROR_WANT_READ;
    for (int sent = 0; sent < n;) {
      const ssize_t part =
          send(inner_, buffer_.data() + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
      if (part > 0) {
        sent += static_cast<int>(part);
      } else if (errno != EAGAIN || !wait(inner_, POLLOUT, write_limit_ms)) {
        return false;
      }
    }
    return true;
  }

  bool from_inner() {
    const ssize_t n = recv(inner_, buffer_.data(), buffer_.size(), 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    for (int sent = 0; sent < n;) {
      ERR_clear_error();
      const int part = SSL_write(session_, buffer_.data() + sent, static_cast<int>(n) - sent);
      if (part > 0)
        sent += part;
      else if (!wanted(part, write_limit_ms))
        return false;
    }
    return true;
  }

  SSL* session_;
  int client_, inner_, stop_;
  std::array<char, 16384> buffer_{};
};

class Front final : public TlsFront {
 public:
  Front(Context context, sys::Fd listening, std::uint16_t inner_port)
      : context_(std::move(context)),
        listening_(std::move(listening)),
        inner_port_(inner_port),
        acceptor_([this](const std::stop_token& stop) { accept_until(stop); }) {}

 private:
  struct Connection {
    std::atomic<bool> over{false};
    std::jthread thread;
  };

  void accept_until(const std::stop_token& stop) {
    const sys::StopFd stopped(stop);
    std::list<Connection> connections;  // ended, then joined, when this function returns
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> fds{pollfd{listening_.get(), POLLIN, 0},
                                pollfd{stopped.get(), POLLIN, 0}};
      if (poll(fds.data(), fds.size(), -1) < 0 || fds[0].revents == 0) continue;
      sys::Fd client(accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      connections.remove_if([](const Connection& each) { return each.over.load(); });
      if (!client) continue;
      Connection& connection = connections.emplace_back();
      connection.thread =
          std::jthread([this, &connection, client = std::move(client)](const std::stop_token& own) {
            serve(client, own);
            connection.over = true;
          });
    }
    for (Connection& each : connections)
      each.thread.request_stop();
  }

  void serve(const sys::Fd& client, const std::stop_token& stop) const {
    const sys::StopFd stopped(stop);
    const sys::Fd inner(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(inner_port_);
    if (connect(inner.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return;
    fcntl(inner.get(), F_SETFL, O_NONBLOCK);
    const int yes = 1;
    setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(inner.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const Session session(SSL_new(context_.get()));
    if (!session || SSL_set_fd(session.get(), client.get()) != 1) return;
    Relay(session.get(), client.get(), inner.get(), stopped.get()).run();
  }

  Context context_;
  sys::Fd listening_;
  std::uint16_t inner_port_;
  std::jthread acceptor_;  ///< last: joined before the rest goes
};

}  // namespace

Result<std::unique_ptr<TlsFront>> TlsFront::listen(std::uint16_t port, std::uint16_t inner_port,
                                                   const Certificate& certificate) {
  Context context = make_context(certificate);
  if (!context)
    return std::unexpected(Error{Errc::internal, "OpenSSL refuses its own certificate", ""});
  sys::Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd.get(), 64) != 0)
    return std::unexpected(Error{Errc::unavailable,
                                 fmt::format("cannot listen on 127.0.0.1:{}: {}", port,
                                             std::generic_category().message(errno)),
                                 ""});
  return std::make_unique<Front>(std::move(context), std::move(fd), inner_port);
}

}  // namespace brunt::sandbox::cluster

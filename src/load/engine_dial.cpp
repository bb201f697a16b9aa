#include <algorithm>
#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/text.h"
#include "load/engine.h"

namespace brunt::load {

using State = Connection::State;
using std::chrono::nanoseconds;

namespace {

constexpr auto ask_again_after = std::chrono::seconds(1);

Instant now_steady() {
  return std::chrono::steady_clock::now();
}

int pending_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

struct Reason {
  ErrorDetail detail;
  std::string text;
};

/// Why no connection could be made, in the words of Go's dialer.
Reason reason_of(int error) {
  switch (error) {
    case ECONNREFUSED:
      return {ErrorDetail::refused, "connect: connection refused"};
    case ECONNRESET:
      return {ErrorDetail::reset, "connect: connection reset by peer"};
    case ETIMEDOUT:
      return {ErrorDetail::timeout, "connect: connection timed out"};
    case EHOSTUNREACH:
      return {ErrorDetail::unreachable, "connect: no route to host"};
    case ENOENT:
      return {ErrorDetail::refused, "connect: no such file or directory"};
    case ENETUNREACH:
      return {ErrorDetail::unreachable, "connect: network is unreachable"};
    case EADDRNOTAVAIL:
      return {ErrorDetail::no_local_port, "connect: cannot assign requested address"};
    case EMFILE:
    case ENFILE:
      return {ErrorDetail::no_descriptor, "socket: too many open files"};
    default:
      return {ErrorDetail::unreachable,
              std::string("connect: ") + std::generic_category().message(error)};
  }
}

}  // namespace

std::size_t Engine::endpoint_for(const Url& url) {
  const bool tls = url.scheme == "https";
  const std::string host = lower(url.host);
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    const Endpoint& known = endpoints_[i];
    if (known.host == host && known.port == url.port && known.tls == tls) return i;
  }
  Endpoint& made = endpoints_.emplace_back();
  made.host = made.dial_host = host;
  made.port = made.dial_port = url.port;
  made.tls = tls;
  made.addresses = fixed_addresses(made);
  made.named = made.addresses.empty();
  if (made.named) ask_for(made);
  return endpoints_.size() - 1;
}

/// Those that need no name service; nothing when it has to be asked.
std::vector<Address> Engine::fixed_addresses(Endpoint& endpoint) const {
  if (!options_.unix_socket.empty()) return {unix_address(options_.unix_socket)};
  std::vector<Address> found;
  for (const net::Resolve& rule : options_.resolve) {
    if (lower(rule.host) != endpoint.host || rule.port != endpoint.port) continue;
    endpoint.dial_host = rule.address;
    endpoint.dial_port = rule.address_port;
    // Several rules for one place: each is an address.
    for (Address& address : numeric_address(rule.address, rule.address_port)) {
      found.push_back(std::move(address));
    }
  }
  // The turn begins with the second, as vegeta's does.
  if (found.size() > 1) endpoint.next = 1;
  return found.empty() ? numeric_address(endpoint.dial_host, endpoint.dial_port) : found;
}

void Engine::ask_for(Endpoint& endpoint) {
  if (endpoint.resolving) return;
  const nanoseconds ttl = options_.dns_ttl;
  const nanoseconds least = ttl.count() == 0  ? nanoseconds(ask_again_after)
                            : ttl.count() < 0 ? nanoseconds(0)
                                              : std::min<nanoseconds>(ttl, ask_again_after);
  if (endpoint.asked != Instant{} && now_steady() - endpoint.asked < least) return;
  endpoint.asked = now_steady();
  endpoint.resolving = true;
  resolver_.ask(endpoint.dial_host, endpoint.dial_port);
}

void Engine::take_answers() {
  for (Answer& answer : resolver_.take()) {
    for (Endpoint& endpoint : endpoints_) {
      if (!endpoint.resolving || endpoint.dial_host != answer.host ||
          endpoint.dial_port != answer.port) {
        continue;
      }
      endpoint.resolving = false;
      if (answer.addresses.empty()) {
        // The last good addresses stay in use while the name service is the one that fails.
        endpoint.dns_error = answer.error;
        endpoint.dns_detail = answer.detail;
      } else {
        endpoint.addresses = answer.addresses;
      }
      while (!endpoint.waiting.empty()) {
        ready_.push_back(endpoint.waiting.front());
        endpoint.waiting.pop_front();
      }
    }
  }
}

void Engine::open(Exchange& exchange, std::size_t endpoint) {
  if (open_connections_ >= max_open_) evict_idle();
  Connection& connection = new_connection();
  connection.endpoint = endpoint;
  Endpoint& to = endpoints_[endpoint];
  const bool old = options_.dns_ttl.count() > 0 && now_steady() - to.asked >= options_.dns_ttl;
  if (to.named && old) ask_for(to);
  connection.address = to.next++ % to.addresses.size();
  ++to.open;
  ++open_connections_;
  assign(connection, exchange);
  connection.opened = now_steady();
  const int error = dial(connection);
  if (error != 0) connect_failed(connection, error);
}

void Engine::evict_idle() {
  for (Endpoint& endpoint : endpoints_) {
    if (endpoint.idle.empty()) continue;
    close(*endpoint.idle.front());
    return;
  }
}

Connection& Engine::new_connection() {
  if (free_connections_.empty()) {
    Connection& made = connections_.emplace_back();
    made.slot = connections_.size() - 1;
    free_connections_.push_back(&made);
  }
  Connection& connection = *free_connections_.back();
  free_connections_.pop_back();
  connection.serial = ++serial_;
  connection.tls.reset();
  connection.tried = 1;
  connection.served = 0;
  return connection;
}

/// Starts to connect to the connection's address. 0, or why not.
int Engine::dial(Connection& connection) {
  const Endpoint& endpoint = endpoints_[connection.endpoint];
  const Address& address = endpoint.addresses[connection.address % endpoint.addresses.size()];
  connection.peer = address.text;
  connection.exchange->peer = address.text;
  connection.state = State::connecting;
  const int family = address.storage.ss_family;
  connection.fd = sys::Fd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!connection.fd) return errno;
  const int on = 1;
  if (family != AF_UNIX) {
    ::setsockopt(connection.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto& from = source_;
    if (from && from->storage.ss_family == family) {
      // The port is chosen when connecting: looking for one that is free for everybody is slow.
      ::setsockopt(connection.fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
      const auto* at = reinterpret_cast<const sockaddr*>(&from->storage);
      if (::bind(connection.fd.get(), at, from->size) != 0) return errno;
    }
  }
  ++opened_;
  const auto* to = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(connection.fd.get(), to, address.size) != 0 && errno != EINPROGRESS) return errno;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = (static_cast<std::uint64_t>(connection.slot) << 32U) | connection.serial;
  return ::epoll_ctl(wait_.fd(), EPOLL_CTL_ADD, connection.fd.get(), &event) == 0 ? 0 : errno;
}

void Engine::on_connected(Connection& connection) {
  if (const int error = pending_error(connection.fd.get()); error != 0) {
    connect_failed(connection, error);
    return;
  }
  if (endpoints_[connection.endpoint].tls) {
    start_tls(connection);
    return;
  }
  connection.exchange->connect = now_steady() - connection.opened;
  connection.state = State::busy;
  flush(connection);
}

/// The next address, if there is one; else the exchange fails.
void Engine::connect_failed(Connection& connection, int error) {
  Endpoint& endpoint = endpoints_[connection.endpoint];
  const bool local = error == EMFILE || error == ENFILE || error == EADDRNOTAVAIL;
  while (!local && connection.tried < endpoint.addresses.size()) {
    ++connection.tried;
    ++connection.address;
    connection.serial = ++serial_;
    error = dial(connection);
    if (error == 0) return;
  }
  // A cached address that does not answer may have moved.
  if (endpoint.named) ask_for(endpoint);
  Exchange& exchange = *connection.exchange;
  const Reason reason = reason_of(error);
  const std::string why = "dial " + std::string(options_.unix_socket.empty() ? "tcp " : "unix ") +
                          connection.peer + ": " + reason.text;
  fail(exchange, {ErrorClass::connect, reason.detail, while_doing(exchange, why)});
}

brunt::Result<std::unique_ptr<TlsStream>> Engine::make_tls(const Connection& connection) {
  if (!tls_) tls_ = BRUNT_TRY(TlsContext::make(trust_of(options_)));
  const Endpoint& to = endpoints_[connection.endpoint];
  return TlsStream::make(*tls_, connection.fd.get(), to.host, to.port);
}

void Engine::start_tls(Connection& connection) {
  auto stream = make_tls(connection);
  if (!stream) {
    Exchange& exchange = *connection.exchange;
    fail(exchange,
         {ErrorClass::tls, ErrorDetail::handshake, while_doing(exchange, stream.error().what)});
    return;
  }
  connection.tls = *std::move(stream);
  connection.state = State::handshaking;
  shake_hands(connection);
}

void Engine::shake_hands(Connection& connection) {
  Exchange& exchange = *connection.exchange;
  switch (connection.tls->handshake()) {
    case TlsStream::Step::again:
      return;
    case TlsStream::Step::failed:
      fail(exchange, {ErrorClass::tls, connection.tls->detail(),
                      while_doing(exchange, connection.tls->error())});
      return;
    case TlsStream::Step::done:
      exchange.connect = now_steady() - connection.opened;
      exchange.resumed = connection.resumed = connection.tls->resumed();
      connection.state = State::busy;
      flush(connection);
      return;
  }
}

}  // namespace brunt::load

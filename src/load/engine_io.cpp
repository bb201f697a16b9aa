#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/text.h"
#include "load/engine.h"

namespace brunt::load {

using std::chrono::nanoseconds;
using State = Connection::State;

namespace {

constexpr auto ask_again_after = std::chrono::seconds(1);
constexpr auto trusted_idle = std::chrono::milliseconds(1);

Instant now_steady() {
  return std::chrono::steady_clock::now();
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

/// Has the peer closed, or said something nobody asked for?
bool is_stale(int fd) {
  char byte = 0;
  const ssize_t got = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || !would_block(errno);
}

int pending_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
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
  for (const net::Resolve& rule : options_.resolve) {
    if (lower(rule.host) != host || rule.port != url.port) continue;
    made.dial_host = rule.address;
    made.dial_port = rule.address_port;
    // Several rules for one place: each is an address.
    for (Address& address : numeric_address(made.dial_host, made.dial_port)) {
      made.addresses.push_back(std::move(address));
    }
  }
  if (made.addresses.empty()) made.addresses = numeric_address(made.dial_host, made.dial_port);
  made.named = made.addresses.empty();
  if (made.named) ask_for(made);
  return endpoints_.size() - 1;
}

void Engine::ask_for(Endpoint& endpoint) {
  if (endpoint.resolving) return;
  if (endpoint.asked != Instant{} && now_steady() - endpoint.asked < ask_again_after) return;
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

void Engine::start(Exchange& exchange) {
  const std::size_t at = exchange.request->endpoint;
  Endpoint& endpoint = endpoints_[at];
  if (endpoint.addresses.empty()) {
    const bool first = endpoint.dns_detail == ErrorDetail::none;
    if (endpoint.resolving && first) {
      endpoint.waiting.push_back(&exchange);
      return;
    }
    ask_for(endpoint);
    const std::string why = "dial tcp: lookup " + endpoint.dial_host + ": " + endpoint.dns_error;
    fail(exchange, {ErrorClass::dns, endpoint.dns_detail, while_doing(exchange, why)});
    return;
  }
  Connection* idle = exchange.retried ? nullptr : take_idle(endpoint);
  if (idle != nullptr) {
    assign(*idle, exchange);
    flush(*idle);
  } else if (options_.max_connections > 0 && endpoint.open >= options_.max_connections) {
    endpoint.waiting.push_back(&exchange);
  } else {
    open(exchange, at);
  }
}

Connection* Engine::take_idle(Endpoint& endpoint) {
  while (!endpoint.idle.empty()) {
    Connection* connection = endpoint.idle.back();
    // A FIN that came since the last look is seen here, unless the connection is fresh from use.
    const bool fresh = now_steady() - connection->idle_since < trusted_idle;
    if (fresh || connection->tls || !is_stale(connection->fd.get())) {
      endpoint.idle.pop_back();
      return connection;
    }
    close(*connection);
  }
  return nullptr;
}

void Engine::assign(Connection& connection, Exchange& exchange) {
  connection.exchange = &exchange;
  connection.written = 0;
  exchange.connection = &connection;
  exchange.reused = connection.served++ > 0;
  exchange.serial = static_cast<std::uint16_t>(connection.serial);
  if (exchange.reused) {
    exchange.peer = connection.peer;
    connection.state = State::busy;
  }
  ResponseParser::Options options;
  options.head = exchange.request->head;
  options.keep_body = options_.max_body;
  connection.parser.begin(options);
}

void Engine::open(Exchange& exchange, std::size_t endpoint) {
  if (open_connections_ >= max_open_) evict_idle();
  Connection& connection = new_connection();
  connection.endpoint = endpoint;
  Endpoint& to = endpoints_[endpoint];
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
  connection.fd = sys::Fd(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!connection.fd) return errno;
  const int on = 1;
  ::setsockopt(connection.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ++opened_;
  const auto* to = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(connection.fd.get(), to, address.size) != 0 && errno != EINPROGRESS) return errno;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = (static_cast<std::uint64_t>(connection.slot) << 32U) | connection.serial;
  return ::epoll_ctl(wait_.fd(), EPOLL_CTL_ADD, connection.fd.get(), &event) == 0 ? 0 : errno;
}

void Engine::on_event(std::uint64_t name, std::uint32_t events) {
  Connection& connection = connections_[name >> 32U];
  // Closed earlier in this batch, perhaps taken into use again: not ours any more.
  if (connection.state == State::closed || connection.serial != static_cast<std::uint32_t>(name)) {
    return;
  }
  switch (connection.state) {
    case State::connecting:
      if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) on_connected(connection);
      return;
    case State::handshaking:
      shake_hands(connection);
      return;
    case State::busy: {
      const std::uint32_t serial = connection.serial;
      if ((events & EPOLLOUT) != 0 &&
          connection.written < connection.exchange->request->bytes.size()) {
        flush(connection);
      }
      const bool same = connection.state == State::busy && connection.serial == serial;
      if (same && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        receive(connection, events);
      }
      return;
    }
    case State::idle:
      // The peer closed it, or speaks out of turn. TLS may send tickets and the like.
      if (connection.tls && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0) {
        if (read_some(connection) < 0 && would_block(errno)) return;
      }
      if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) close(connection);
      return;
    case State::closed:
      return;
  }
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
  ErrorDetail detail = ErrorDetail::unreachable;
  const char* why = "connect: no route to host";
  switch (error) {
    case ECONNREFUSED:
      detail = ErrorDetail::refused;
      why = "connect: connection refused";
      break;
    case ECONNRESET:
      detail = ErrorDetail::reset;
      why = "connect: connection reset by peer";
      break;
    case ETIMEDOUT:
      detail = ErrorDetail::timeout;
      why = "connect: connection timed out";
      break;
    case ENETUNREACH:
      why = "connect: network is unreachable";
      break;
    case EADDRNOTAVAIL:
      detail = ErrorDetail::no_local_port;
      why = "connect: cannot assign requested address";
      break;
    case EMFILE:
    case ENFILE:
      detail = ErrorDetail::no_descriptor;
      why = "socket: too many open files";
      break;
    case EACCES:
    case EPERM:
      why = "connect: permission denied";
      break;
    default:
      break;
  }
  fail(exchange, {ErrorClass::connect, detail,
                  while_doing(exchange, "dial tcp " + connection.peer + ": " + why)});
}

brunt::Result<std::unique_ptr<TlsStream>> Engine::make_tls(const Connection& connection) {
  if (!tls_) tls_ = BRUNT_TRY(TlsContext::make(options_.verify_tls, options_.ca_file));
  return TlsStream::make(*tls_, connection.fd.get(), endpoints_[connection.endpoint].host);
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
      connection.state = State::busy;
      flush(connection);
      return;
  }
}

ssize_t Engine::read_some(Connection& connection) {
  if (connection.tls) return connection.tls->read(buffer_.data(), buffer_.size());
  return ::recv(connection.fd.get(), buffer_.data(), buffer_.size(), 0);
}

ssize_t Engine::write_some(Connection& connection, std::string_view bytes) {
  if (connection.tls) return connection.tls->write(bytes);
  return ::send(connection.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Engine::flush(Connection& connection) {
  const std::string& bytes = connection.exchange->request->bytes;
  while (connection.written < bytes.size()) {
    const ssize_t put = write_some(connection, std::string_view(bytes).substr(connection.written));
    if (put >= 0) {
      connection.written += static_cast<std::size_t>(put);
    } else if (would_block(errno)) {
      break;
    } else if (errno != EINTR) {
      // The peer may have answered before it closed: read first, then give up.
      const int error = errno;
      const std::uint32_t serial = connection.serial;
      receive(connection, EPOLLRDHUP);
      if (connection.state == State::busy && connection.serial == serial) lost(connection, error);
      return;
    }
  }
  // What a TLS stream has read already raises no event.
  if (connection.tls) receive(connection, EPOLLIN);
}

void Engine::receive(Connection& connection, std::uint32_t events) {
  const bool ends = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  while (true) {
    const ssize_t got = read_some(connection);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      if (!would_block(errno)) lost(connection, errno);
      return;
    }
    ResponseParser& parser = connection.parser;
    if (got == 0) {
      connection.exchange->peer_closed = true;
      parser.end();
    } else {
      if (!connection.exchange->first_byte) connection.exchange->first_byte = now_steady();
      const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
      const std::size_t used = parser.feed(bytes);
      if (parser.done()) {
        complete(connection, used < bytes.size());
        return;
      }
    }
    if (parser.done()) return complete(connection, false);
    if (parser.failed()) return unreadable(connection);
    // A short read has emptied the socket; edge-triggered epoll tells when there is more.
    if (!connection.tls && !ends && static_cast<std::size_t>(got) < buffer_.size()) return;
  }
}

void Engine::release(Connection& connection, bool reusable) {
  Endpoint& endpoint = endpoints_[connection.endpoint];
  connection.exchange = nullptr;
  if (!reusable || endpoint.idle.size() >= options_.connections) {
    close(connection);
    return;
  }
  connection.state = State::idle;
  connection.idle_since = now_steady();
  endpoint.idle.push_back(&connection);
  serve_waiting(endpoint);
}

void Engine::close(Connection& connection) {
  Endpoint& endpoint = endpoints_[connection.endpoint];
  if (connection.state == State::idle) std::erase(endpoint.idle, &connection);
  connection.state = State::closed;
  connection.exchange = nullptr;
  connection.tls.reset();
  connection.fd.reset();
  --endpoint.open;
  --open_connections_;
  free_connections_.push_back(&connection);
  serve_waiting(endpoint);
}

/// A connection became free: the one that waits longest gets its turn.
void Engine::serve_waiting(Endpoint& endpoint) {
  if (endpoint.waiting.empty() || endpoint.addresses.empty()) return;
  ready_.push_back(endpoint.waiting.front());
  endpoint.waiting.pop_front();
}

}  // namespace brunt::load

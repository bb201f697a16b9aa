#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <sys/socket.h>

#include "load/engine.h"

namespace brunt::load {

using State = Connection::State;

namespace {

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

}  // namespace

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
  if (endpoint.named && options_.dns_ttl.count() < 0 && !exchange.looked_up &&
      (exchange.retried || endpoint.idle.empty())) {
    exchange.looked_up = true;
    endpoint.waiting.push_back(&exchange);
    ask_for(endpoint);
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
  exchange.size = exchange.request->bytes.size();
  if (exchange.request->seq_at != 0) exchange.size += fmt::formatted_size("{}", exchange.seq);
  exchange.reused = connection.served++ > 0;
  exchange.serial = static_cast<std::uint16_t>(connection.serial);
  if (exchange.reused) {
    exchange.peer = connection.peer;
    exchange.resumed = connection.resumed;
    connection.state = State::busy;
  }
  ResponseParser::Options options;
  options.head = exchange.request->head;
  options.keep_body = options_.max_body;
  options.gunzip = exchange.request->gunzip;
  connection.parser.begin(options);
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
      if ((events & EPOLLOUT) != 0 && connection.written < connection.exchange->size) {
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

ssize_t Engine::read_some(Connection& connection) {
  if (connection.tls) return connection.tls->read(buffer_.data(), buffer_.size());
  return ::recv(connection.fd.get(), buffer_.data(), buffer_.size(), 0);
}

ssize_t Engine::write_some(Connection& connection, std::string_view bytes) {
  if (connection.tls) return connection.tls->write(bytes);
  return ::send(connection.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// What is left of the request; made for each hit where it carries the hit's number.
std::string_view Engine::unsent(const Connection& connection) {
  const RequestBlock& block = *connection.exchange->request;
  const std::string_view bytes = block.bytes;
  if (block.seq_at == 0) return bytes.substr(connection.written);
  numbered_.assign(bytes.substr(0, block.seq_at));
  fmt::format_to(std::back_inserter(numbered_), "{}", connection.exchange->seq);
  numbered_ += bytes.substr(block.seq_at);
  return std::string_view(numbered_).substr(connection.written);
}

void Engine::flush(Connection& connection) {
  while (connection.written < connection.exchange->size) {
    const ssize_t put = write_some(connection, unsent(connection));
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

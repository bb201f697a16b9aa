#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "base/text.h"
#include "load/engine.h"

namespace brunt::load {

using State = Connection::State;

namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

/// `Get "http://shop/": why`, as Go's client says it.
std::string Engine::while_doing(const Exchange& exchange, const std::string& why) {
  const Target& target = exchange.request->target;
  const std::string method = target.method.substr(0, 1) + lower(target.method.substr(1));
  std::string url = target.url;
  const Url& parts = exchange.request->url;
  if (!parts.user_info.empty()) {
    const auto at = url.find(parts.user_info + "@");
    if (at != std::string::npos) url.replace(at, parts.user_info.size(), "***");
  }
  return fmt::format("{} \"{}\": {}", method, url, why);
}

Result& Engine::blank_result(const Exchange& exchange) {
  Result& result = result_;
  result.attack = options_.name;
  result.seq = exchange.seq;
  result.code = 0;
  result.timestamp = wall_start_ + (exchange.due - start_);
  result.lateness = exchange.sent - exchange.due;
  result.latency = std::chrono::steady_clock::now() - exchange.due;
  result.bytes_out = result.bytes_in = 0;
  result.error.clear();
  result.error_class = ErrorClass::ok;
  const Target& target = exchange.first->target;
  result.method = target.method;
  result.url = target.url;
  result.body.clear();
  result.trace.first_byte.reset();
  if (exchange.first_byte) result.trace.first_byte = *exchange.first_byte - exchange.sent;
  result.trace.connect = exchange.connect;
  result.trace.detail = ErrorDetail::none;
  result.trace.reused = exchange.reused;
  result.trace.retried = exchange.retried;
  result.trace.tls_resumed = exchange.resumed;
  result.trace.late = result.lateness > std::chrono::milliseconds(1);
  result.trace.peer_closed = exchange.peer_closed;
  result.trace.peer = exchange.peer;
  result.trace.connection = exchange.serial;
  return result;
}

void Engine::complete(Connection& connection, bool surplus) {
  Exchange& exchange = *connection.exchange;
  ResponseParser& parser = connection.parser;
  const int status = parser.status();
  const bool moves = is_redirect(status) && options_.redirects >= 0 && !parser.location().empty();
  const std::string location = moves ? parser.location() : std::string();
  Result& result = blank_result(exchange);
  result.code = status;
  result.bytes_in = parser.body_bytes();
  result.bytes_out = exchange.request->target.body.size();
  result.body.swap(parser.body());
  if (status < 200 || status >= 400) {
    result.error = parser.status_text();
    result.error_class = ErrorClass::status;
  }
  const bool whole = connection.written == exchange.size;
  const bool reusable = parser.keep_alive() && options_.keepalive && !surplus && whole;
  exchange.connection = nullptr;
  release(connection, reusable);
  if (moves) {
    follow(exchange, status, location);
  } else {
    finish(exchange, result);
  }
}

void Engine::follow(Exchange& exchange, int status, const std::string& location) {
  if (exchange.hops >= options_.redirects) {
    const std::string text = fmt::format("Get \"{}\": stopped after {} redirects",
                                         printable(as_utf8(location)), options_.redirects);
    fail(exchange, {ErrorClass::protocol, ErrorDetail::redirects, text});
    return;
  }
  const RequestBlock& from = *exchange.request;
  const std::string url = resolve_location(from.url, location);
  auto next = make_request(redirected(from.target, status, from.url, url), style_);
  if (!next) {
    const std::string why = "failed to parse Location header: " + next.error().what;
    fail(exchange, {ErrorClass::protocol, ErrorDetail::malformed, while_doing(exchange, why)});
    return;
  }
  next->endpoint = endpoint_for(next->url);
  exchange.own = std::make_unique<RequestBlock>(*std::move(next));
  exchange.request = exchange.own.get();
  ++exchange.hops;
  exchange.retried = false;
  exchange.first_byte.reset();
  ready_.push_back(&exchange);
}

/// A reused connection that dies before the first byte was closed by the peer while we wrote: the
/// request goes again, once, over a new one.
bool Engine::retry(Connection& connection) {
  Exchange& exchange = *connection.exchange;
  const bool stale = exchange.reused && !connection.parser.started();
  if (!stale || exchange.retried || !exchange.request->replayable) return false;
  exchange.connection = nullptr;
  exchange.retried = true;
  ++retried_;
  release(connection, false);
  ready_.push_back(&exchange);
  return true;
}

void Engine::lost(Connection& connection, int error) {
  if (retry(connection)) return;
  Exchange& exchange = *connection.exchange;
  const bool writing = connection.written < exchange.size;
  const bool reset = error == ECONNRESET || error == EPIPE;
  std::string why;
  if (error == EPROTO) {
    why = "remote error: tls: bad record";
  } else {
    std::string reason = std::generic_category().message(error);
    if (error == ECONNRESET) reason = "connection reset by peer";
    if (error == EPIPE) reason = "broken pipe";
    const char* verb = writing ? "write" : "read";
    why = fmt::format("{} tcp {}: {}: {}", verb, connection.peer, verb, reason);
  }
  const ErrorClass error_class = writing                        ? ErrorClass::send
                                 : !connection.parser.started() ? ErrorClass::first_byte
                                                                : ErrorClass::body;
  exchange.peer_closed = true;
  fail(exchange, {error_class, reset ? ErrorDetail::reset : ErrorDetail::closed,
                  error_class == ErrorClass::body ? why : while_doing(exchange, why)});
}

/// What came is no whole response.
void Engine::unreadable(Connection& connection) {
  if (retry(connection)) return;
  Exchange& exchange = *connection.exchange;
  const std::string& reason = connection.parser.reason();
  switch (connection.parser.failure()) {
    case ParseFailure::cut_before:
      fail(exchange, {ErrorClass::first_byte, ErrorDetail::closed, while_doing(exchange, "EOF")});
      return;
    case ParseFailure::cut_header:
      fail(exchange,
           {ErrorClass::body, ErrorDetail::closed, while_doing(exchange, "unexpected EOF")});
      return;
    case ParseFailure::cut_body:
      fail(exchange, {ErrorClass::body, ErrorDetail::closed, "unexpected EOF"});
      return;
    case ParseFailure::header_too_large:
    case ParseFailure::body_too_large:
      fail(exchange, {ErrorClass::protocol, ErrorDetail::too_large,
                      while_doing(exchange, "net/http: server response too large: " + reason)});
      return;
    default: {
      const std::string why = "net/http: HTTP/1.x transport connection broken: " + reason;
      fail(exchange, {ErrorClass::protocol, ErrorDetail::malformed, while_doing(exchange, why)});
      return;
    }
  }
}

void Engine::timed_out(Exchange& exchange) {
  constexpr const char* waiting =
      "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  const Connection* connection = exchange.connection;
  Failure failure{ErrorClass::connect, ErrorDetail::timeout, ""};
  if (connection == nullptr) {
    const Endpoint& endpoint = endpoints_[exchange.request->endpoint];
    if (endpoint.addresses.empty()) {
      failure.error_class = ErrorClass::dns;
      failure.text = while_doing(
          exchange, fmt::format("dial tcp: lookup {}: i/o timeout", endpoint.dial_host));
    } else {
      failure.text = while_doing(exchange, waiting);
    }
  } else if (connection->state == State::connecting) {
    failure.text = while_doing(exchange, "dial tcp " + connection->peer + ": i/o timeout");
  } else if (connection->state == State::handshaking) {
    failure.error_class = ErrorClass::tls;
    failure.text = while_doing(exchange, "net/http: TLS handshake timeout");
  } else if (connection->parser.in_body()) {
    failure.error_class = ErrorClass::body;
    failure.text =
        "context deadline exceeded (Client.Timeout or context cancellation while reading body)";
  } else {
    const bool writing = connection->written < exchange.size;
    failure.error_class = writing ? ErrorClass::send : ErrorClass::first_byte;
    failure.text = while_doing(exchange, waiting);
  }
  fail(exchange, failure);
}

/// Leaves the exchange without connection, queue or list that could still name it.
void Engine::detach(Exchange& exchange) {
  if (Connection* connection = exchange.connection; connection != nullptr) {
    exchange.connection = nullptr;
    release(*connection, false);
  } else {
    std::erase(endpoints_[exchange.request->endpoint].waiting, &exchange);
    std::erase(ready_, &exchange);
  }
}

void Engine::fail(Exchange& exchange, const Failure& failure) {
  Result& result = blank_result(exchange);
  result.error = failure.text;
  result.error_class = failure.error_class;
  result.trace.detail = failure.detail;
  detach(exchange);
  finish(exchange, result);
}

void Engine::finish(Exchange& exchange, Result& result) {
  tally_->ended(exchange.due - start_, result);
  if (!record_error_ && on_result_) {
    if (auto kept = on_result_(result); !kept) record_error_ = std::move(kept).error();
  }
  exchange.own.reset();
  spare_.splice(spare_.begin(), in_flight_, exchange.self);
}

}  // namespace brunt::load

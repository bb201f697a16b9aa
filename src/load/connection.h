#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "load/request_block.h"
#include "load/resolver.h"
#include "load/response_parser.h"
#include "load/result.h"
#include "load/tls_stream.h"
#include "sys/fd.h"

namespace brunt::load {

using Instant = std::chrono::steady_clock::time_point;

struct Connection;

/// One hit on its way: from due to its last byte, over redirects and the one retry.
struct Exchange {
  std::uint64_t seq = 0;
  Instant due, sent;
  std::optional<Instant> first_byte;
  std::chrono::nanoseconds connect{0};
  const RequestBlock* first = nullptr;    ///< as the target has it
  const RequestBlock* request = nullptr;  ///< what goes out now
  std::unique_ptr<RequestBlock> own;      ///< after a redirect
  std::unique_ptr<RequestBlock> lazy;     ///< of a target that was read for this hit
  std::size_t size = 0;                   ///< of the request on the wire
  Connection* connection = nullptr;       ///< none while it waits for one
  int hops = 0;                           ///< redirects followed
  bool reused = false, retried = false, peer_closed = false, resumed = false;
  bool looked_up = false;  ///< its host's name, for this hit alone
  std::string peer;
  std::uint16_t serial = 0;
  std::list<Exchange>::iterator self;

  /// Ready for another hit; keeps its memory and its place.
  void reset() {
    first_byte.reset();
    connect = {};
    own.reset();
    lazy.reset();
    connection = nullptr;
    hops = 0;
    reused = retried = peer_closed = resumed = looked_up = false;
    peer.clear();
    serial = 0;
  }
};

/// A connection to one address of an endpoint.
struct Connection {
  enum class State : std::uint8_t { connecting, handshaking, busy, idle, closed };
  State state = State::closed;
  sys::Fd fd;
  std::unique_ptr<TlsStream> tls;
  std::size_t slot = 0;  ///< where it is kept; with `serial` it names it in epoll
  std::uint32_t serial = 0;
  std::size_t endpoint = 0;
  std::size_t address = 0;  ///< index in the endpoint's addresses
  std::size_t tried = 1;    ///< addresses tried for this exchange
  std::string peer;
  bool resumed = false;          ///< took up an earlier TLS session
  Exchange* exchange = nullptr;  ///< served now
  std::size_t written = 0;       ///< of the request's bytes
  std::uint64_t served = 0;      ///< exchanges begun
  Instant opened, idle_since;
  ResponseParser parser;
};

/// Host and port that requests go to, and what we know of them.
struct Endpoint {
  std::string host;  ///< as in the URL
  int port = 80;
  bool tls = false;
  std::string dial_host;  ///< after --resolve
  int dial_port = 80;
  std::vector<Address> addresses;
  std::string dns_error = "no such host";
  ErrorDetail dns_detail = ErrorDetail::none;
  bool named = false;  ///< its addresses come from the name service
  bool resolving = false;
  Instant asked{};                ///< when the name service was asked last
  std::size_t next = 0;           ///< address of the next connection
  std::size_t open = 0;           ///< connections, idle ones included
  std::vector<Connection*> idle;  ///< the last is the latest used
  std::deque<Exchange*> waiting;  ///< for a connection or an address, in order
};

}  // namespace brunt::load

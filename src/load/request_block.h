#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "load/target.h"
#include "load/url.h"

namespace brunt::load {

/// A request as it goes over the wire, made once for a target and sent many times.
struct RequestBlock {
  Target target;
  Url url;
  std::string bytes;
  std::size_t seq_at = 0;    ///< where each hit's number goes in `bytes`; 0 = nowhere
  std::size_t endpoint = 0;  ///< whom it goes to; filled by the engine
  bool head = false;         ///< its response has no body
  bool gunzip = false;       ///< we asked for gzip, so its response is unpacked
  /// May be sent again when a reused connection turns out to be dead: safe by its method, or marked
  /// by an Idempotency-Key. Source: Go's net/http, (*Request).isReplayable.
  bool replayable = false;
};

/// What all requests of an attack have in common.
struct RequestStyle {
  std::string attack;     ///< for X-Vegeta-Attack; "" = none
  bool keepalive = true;  ///< else Connection: close
  bool seq = false;       ///< X-Vegeta-Seq with each hit's number
  bool chunked = false;   ///< bodies in chunks
  bool gzip = false;      ///< Accept-Encoding: gzip, where Go's client would ask for it
};

/// Host, Content-Length and User-Agent are filled in; a Host header of the target replaces the
/// URL's. Errors: `invalid_input` (URL, header).
brunt::Result<RequestBlock> make_request(const Target& target, const RequestStyle& style);

/// What a client sends after a redirect with `status` to `url`: 301, 302 and 303 turn into GET
/// without a body (HEAD stays), 307 and 308 repeat; credentials stay with their own host.
/// Source: Go's net/http, redirectBehavior.
Target redirected(const Target& target, int status, const Url& from, const std::string& url);

}  // namespace brunt::load

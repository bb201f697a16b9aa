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
  std::size_t endpoint = 0;  ///< whom it goes to; filled by the engine
  bool head = false;         ///< its response has no body
  /// May be sent again when a reused connection turns out to be dead: safe by its method, or marked
  /// by an Idempotency-Key. Source: Go's net/http, (*Request).isReplayable.
  bool replayable = false;
};

/// `attack` goes into X-Vegeta-Attack unless it is "". Host, Content-Length and User-Agent are
/// filled in; a Host header of the target replaces the URL's. Errors: `invalid_input` (URL,
/// header).
brunt::Result<RequestBlock> make_request(const Target& target, const std::string& attack,
                                         bool keepalive);

/// What a client sends after a redirect with `status` to `url`: 301, 302 and 303 turn into GET
/// without a body (HEAD stays), 307 and 308 repeat; credentials stay with their own host.
/// Source: Go's net/http, redirectBehavior.
Target redirected(const Target& target, int status, const Url& from, const std::string& url);

}  // namespace brunt::load

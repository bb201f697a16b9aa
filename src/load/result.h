#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace brunt::load {

/// Where a request failed. Source: reference "error classes"; the numbers are those of the record
/// on disk.
enum class ErrorClass : std::uint8_t {
  ok = 0,
  dns = 1,
  connect = 2,
  tls = 3,
  send = 4,
  first_byte = 5,
  body = 6,
  protocol = 7,
  status = 8,
  content = 9,
  slow = 10,
  shed = 11,
  aborted = 12,
};

/// What exactly failed, within an error class. The numbers are those of the record on disk.
enum class ErrorDetail : std::uint16_t {
  none = 0,
  refused = 1,
  timeout = 2,
  unreachable = 3,
  no_local_port = 4,
  no_descriptor = 5,
  not_found = 6,
  reset = 7,
  closed = 8,
  malformed = 9,
  too_large = 10,
  redirects = 11,
  server_failed = 12,
  certificate = 13,
  handshake = 14,
};

/// What only our own engine and record know of a request.
struct Trace {
  std::optional<std::chrono::nanoseconds> first_byte;  ///< from sent to the response's first byte
  std::chrono::nanoseconds connect{0};                 ///< dial and TLS; 0 = connection reused
  ErrorDetail detail = ErrorDetail::none;
  bool reused = false;           ///< on a connection that had served before
  bool retried = false;          ///< sent again because the reused connection was stale
  bool late = false;             ///< sent more than 1 ms after due
  bool tls_resumed = false;      ///< its connection took up an earlier TLS session
  bool h2 = false;               ///< over HTTP/2
  bool peer_closed = false;      ///< the peer ended the connection
  std::string peer;              ///< address:port
  std::uint16_t connection = 0;  ///< low bits of the connection's serial number

  friend bool operator==(const Trace&, const Trace&) = default;
};

/// One request as it ended: what vegeta calls a result. All readers give it, whatever the file's
/// format.
struct Result {
  std::string attack;  ///< name of the attack
  std::uint64_t seq = 0;
  int code = 0;                          ///< HTTP status; 0 = no response
  WallTime timestamp{};                  ///< due time when we made it, else what the file says
  std::chrono::nanoseconds lateness{0};  ///< sent - due; 0 when the file does not tell
  std::chrono::nanoseconds latency{0};   ///< timestamp to last byte
  std::uint64_t bytes_out = 0, bytes_in = 0;
  std::string error;  ///< "" when it succeeded
  ErrorClass error_class = ErrorClass::ok;
  std::string method, url;
  std::string body;                                          ///< stored body, usually none
  std::vector<std::pair<std::string, std::string>> headers;  ///< of the response, usually none

  Trace trace;

  friend bool operator==(const Result&, const Result&) = default;
};

/// The class of a failure that a file tells by its text alone (vegeta's, in Go's words).
ErrorClass class_of_error(std::string_view text);

/// `connect`, `first byte` and so on, as reports show it.
std::string_view name_of(ErrorClass error_class);

/// Success as vegeta counts it: 200 <= code < 400.
inline bool succeeded(const Result& r) {
  return r.code >= 200 && r.code < 400;
}

}  // namespace brunt::load

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
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

  friend bool operator==(const Result&, const Result&) = default;
};

/// Success as vegeta counts it: 200 <= code < 400, and no error.
inline bool succeeded(const Result& r) {
  return r.code >= 200 && r.code < 400;
}

}  // namespace brunt::load

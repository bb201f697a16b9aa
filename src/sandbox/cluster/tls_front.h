#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "sandbox/cluster/certificate.h"

namespace brunt::sandbox::cluster {

/// Takes TLS connections on 127.0.0.1 and passes what they carry to a plain server of this process,
/// because kubectl sends a token over TLS only. One thread per connection; the destructor ends
/// them.
///
///     client ══TLS══> port ──plain, loopback──> inner port
class TlsFront {
 public:
  /// Errors: `unavailable` when the port is taken, naming it; `internal`.
  static Result<std::unique_ptr<TlsFront>> listen(std::uint16_t port, std::uint16_t inner_port,
                                                  const Certificate& certificate);
  virtual ~TlsFront() = default;
};

}  // namespace brunt::sandbox::cluster

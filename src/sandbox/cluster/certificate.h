#pragma once

#include <string>

#include "base/result.h"

namespace brunt::sandbox::cluster {

/// A certificate and its private key, both PEM.
struct Certificate {
  std::string certificate, key;
};

/// Signed by itself, for 127.0.0.1 and localhost, good for ten years. The key never leaves the
/// process. Errors: `internal`.
Result<Certificate> make_certificate();

}  // namespace brunt::sandbox::cluster

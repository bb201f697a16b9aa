#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "sandbox/cluster/bootstrap.h"

namespace brunt::sandbox::cluster {

/// Four ports of 127.0.0.1 in a row that nothing listens on. With `base` exactly from there;
/// without, below the range that outgoing connections use, starting at a place that depends on
/// `spread`, so that two sandboxes rarely try the same.
/// Errors: `unavailable` naming the port that is taken.
Result<Ports> free_ports(std::optional<std::uint16_t> base, std::uint64_t spread);

}  // namespace brunt::sandbox::cluster

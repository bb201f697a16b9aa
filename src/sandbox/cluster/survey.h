#pragma once

#include "base/json.h"
#include "base/limits.h"
#include "sandbox/cluster/state.h"

namespace brunt::sandbox::cluster {

/// How a running sandbox is, asked of its own API, gateway and metrics part: `words` ("emulated
/// cluster"), `name`, `up_s`, `resident_bytes`, `api`, `gateway`, `metrics` (each with `address`,
/// `pid`, `ready`, `note`), `pods` (each with `namespace`, `name`, `kind`, `pid`, `word`, `ready`,
/// `since_s`, `restarts`, `why`), `deployments`, `parameters`, `differences`, `calls`,
/// `unknown_paths`. What could not be asked is null and has its reason in `why`.
Json survey(const State& state, const Limits& limits);

}  // namespace brunt::sandbox::cluster

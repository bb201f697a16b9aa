#pragma once

#include <optional>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "drivers/kubernetes/kubeconfig.h"

namespace brunt::drivers::kubernetes {

/// What an exec plugin gave.
struct Credential {
  std::string token;
  std::string cert_pem, key_pem;
  std::optional<WallTime> expires;
};

/// Runs the plugin. Its output is never shown. Errors: `unavailable`, naming the plugin and what it
/// wrote to its standard error; `not_found` with its install hint; `stopped`.
Result<Credential> run_exec_plugin(const ExecPlugin& plugin, const Limits& limits);

}  // namespace brunt::drivers::kubernetes

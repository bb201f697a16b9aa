#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "codec/document.h"
#include "codec/problem.h"
#include "config/resolve.h"
#include "model/experiment.h"
#include "provider/registry.h"

namespace brunt::cli {

/// Values that come from the command line.
struct ValueSources {
  Json overrides = Json::object();               ///< --var, which wins over every file
  std::vector<std::filesystem::path> var_files;  ///< --var-file, the later winning
  bool strict = false;                           ///< scopes of files are merged into declared ones
};

/// What placeholders stand for, with everything that may be asked: files of values, environment,
/// files, Vault and, with `ask_probes`, the probes of the configuration. Sets the environment
/// variables that files of values name: call it before anything is started.
std::expected<config::Resolved, std::vector<codec::Problem>> resolve_values(
    const ValueSources& sources, const model::Experiment& experiment,
    const codec::Positions& positions, const provider::Registry& providers, const Limits& limits,
    bool ask_probes);

}  // namespace brunt::cli

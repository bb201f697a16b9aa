#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.h"
#include "sandbox/cluster/parameters.h"

namespace brunt::sandbox::cluster {

/// What a supervisor is told when it starts.
struct Settings {
  std::string name;
  std::filesystem::path folder;
  Parameters parameters;
  std::optional<std::uint16_t> port_base;
  std::uint64_t seed = 1;
};
Json to_json(const Settings& settings);
Result<Settings> settings_of(const Json& value);

/// Runs the sandbox until SIGTERM or SIGINT; the exit status. Writes to descriptor `report`, one
/// JSON line each: {"progress": "..."}, at last {"ready": true} or {"error": "..."}, then closes
/// it.
int supervise(const Settings& settings, int report);

}  // namespace brunt::sandbox::cluster

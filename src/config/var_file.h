#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::config {

/// What files of values give, the later winning key by key.
struct GivenValues {
  Json configuration = Json::object();             ///< overrides of configuration keys
  Json secrets = Json::object();                   ///< overrides of secret scopes
  std::map<std::string, std::string> environment;  ///< to be set before anything is resolved
  std::vector<std::string> skipped;  ///< files that do not parse, each with the reason

  friend bool operator==(const GivenValues&, const GivenValues&) = default;
};

/// Adds the file at `path` to `values`: .json, .yaml and .yml hold an object with `configuration`
/// and `secrets`; every other file is lines NAME=VALUE, without quoting, `#` begins a comment line.
/// A JSON or YAML file that does not parse is skipped. Errors: `not_found`, `unavailable`;
/// `invalid_input`: a list, a line without `=`, over 16 MiB. Source: experiment format section 4.4.
Result<> add_var_file(const std::filesystem::path& path, GivenValues& values);

}  // namespace brunt::config

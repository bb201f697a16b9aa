#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "codec/document.h"
#include "codec/problem.h"
#include "config/environment.h"
#include "config/probe_value.h"
#include "model/experiment.h"

namespace brunt::config {

/// What placeholders will stand for.
struct Resolved {
  Json configuration = Json::object();
  Json secrets = Json::object();
  std::vector<std::string> confidential;  ///< texts that must never be seen
  std::vector<codec::Problem> warnings;
  std::vector<std::string> pending{};  ///< keys that a probe will give when it is asked

  friend bool operator==(const Resolved&, const Resolved&) = default;
};

/// What resolving may use.
struct Inputs {
  Json overrides = Json::object();         ///< configuration keys given, see parse_var
  Json secret_overrides = Json::object();  ///< scopes given by files
  bool merge_secrets =
      false;  ///< a scope given is merged into the declared one; else it replaces it
  Environment environment;
  CallProbe probe;  ///< empty: dynamic entries are left out, and pending
  Limits limits;
};

/// Resolves configuration, then secrets, then the configuration that probes give, which see what is
/// declared before them. An entry is a value as it is, or an object with `type`:
///     env     {"key": "NAME", "default": ..., "env_var_type": ...}; of a secret: key alone
///     file    {"path": "..."}: the text of the file, without one line end at its end
///     vault   {"path": "...", "key": "..."}; secrets only
///     probe   an activity; configuration only; left out with a warning when it fails
/// Overrides replace declared keys and may be entries themselves; others are ignored with a
/// warning. Confidential are all secrets, configuration entries that say `"secret": true`, and
/// Vault's credentials. Errors: every entry that cannot be resolved.
/// Source: experiment format sections 4.1 to 4.5; fixes Q8, Q24, Q26 to Q28, Q50. `file` is ours.
std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Inputs& inputs,
                                                             const codec::Positions& positions);

/// The same, with nothing but overrides and environment given.
std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Json& overrides,
                                                             const Environment& environment,
                                                             const codec::Positions& positions);

/// The document's `secrets` with every inline value hidden, for the journal; `env`, `file` and
/// `vault` entries only say where a secret is, and stay.
Json hide_inline_secrets(const Json& secrets);

}  // namespace brunt::config

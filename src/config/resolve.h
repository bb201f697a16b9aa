#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "codec/document.h"
#include "codec/problem.h"
#include "model/experiment.h"

namespace brunt::config {

/// Value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// What placeholders will stand for.
struct Resolved {
  Json configuration = Json::object();
  Json secrets = Json::object();
  std::vector<std::string> confidential;  ///< texts that must never be seen
  std::vector<codec::Problem> warnings;

  friend bool operator==(const Resolved&, const Resolved&) = default;
};

/// Resolves configuration, then secrets: inline values as they are, `env` entries from
/// `environment`. `overrides` (key to value) replace declared configuration keys; others are
/// ignored with a warning. Confidential are all secrets, configuration entries that say
/// `"secret": true`, and Vault's credentials.
/// Errors: every entry that cannot be resolved; vault and probe entries cannot yet.
/// Source: experiment format sections 4.2, 4.4, 4.5; fixes Q24, Q27, Q28.
std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Json& overrides,
                                                             const Environment& environment,
                                                             const codec::Positions& positions);

/// The document's `secrets` with every inline value hidden, for the journal; `env` and `vault`
/// entries only say where a secret is, and stay.
Json hide_inline_secrets(const Json& secrets);

}  // namespace brunt::config

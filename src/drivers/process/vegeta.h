#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "drivers/process/command.h"
#include "load/vegeta_flags.h"

namespace brunt::drivers::process {

/// How a call of `vegeta` runs when there is none in PATH.
struct VegetaPlan {
  /// Set when it is one plain attack into a file: our engine runs it in this process. Else a shell
  /// runs it, with this program as `vegeta`.
  std::optional<load::AttackCommand> attack;
};

/// Decides, reading no files. Errors: `invalid_input` for flags that are wrong.
Result<VegetaPlan> plan_vegeta(const Command& command);

/// What can be wrong with a plain attack before it starts: flags, targets (with their line), an
/// output that cannot be written.
Result<> check_attack(load::AttackCommand attack);

/// Facts about a load that somebody else's vegeta makes, as far as its words tell: output, timeout.
/// null when it is no attack.
Json describe_attack(const Command& command, const std::string& engine);

/// Name of our own record file beside an output: "result.bin" gives "result.brunt-load".
std::string record_path(const std::string& output);

}  // namespace brunt::drivers::process

#pragma once

#include <expected>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "base/json.h"
#include "cli/flags.h"
#include "cli/trouble.h"
#include "model/event.h"
#include "provider/registry.h"
#include "run/prepare.h"

namespace brunt::cli {

/// What it takes to play a dead run's rollbacks.
struct RecoveryMeans {
  provider::Registry registry;
  run::Prepared prepared;  ///< of this registry
};

/// Brings together what the run had: its experiment, from the record when it is there whole, else
/// from its file; configuration and secrets, from where they came. What is not as it was (another
/// experiment, another configuration) or not on record (secrets) is refused, with what to give.
/// Works in the current folder, which must be the run's.
std::expected<RecoveryMeans, std::vector<Trouble>> recovery_means(
    const std::filesystem::path& event_log, const std::vector<model::Event>& events,
    const RecoverFlags& flags, const std::stop_token& stop);

/// The data of run_started; an empty object when that is lost.
Json beginning(const std::vector<model::Event>& events);

/// An object in an object; empty when it is not there.
Json part(const Json& json, std::string_view key);

}  // namespace brunt::cli

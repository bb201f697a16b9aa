#pragma once

#include <expected>
#include <filesystem>

#include "codec/experiment.h"

namespace brunt::store {

/// Reads an experiment's file; JSON or YAML by its suffix (.json, .yaml, .yml; case counts, as in
/// the reference). Findings carry line and column; use codec::describe_all with the file's name.
/// Refused besides a bad document: missing, empty, a directory, over 32 MiB, not UTF-8, another
/// suffix.
std::expected<codec::Reading, codec::Refusal> load_experiment(const std::filesystem::path& path);

}  // namespace brunt::store

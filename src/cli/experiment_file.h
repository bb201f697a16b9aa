#pragma once

#include <expected>
#include <filesystem>
#include <vector>

#include "cli/trouble.h"
#include "codec/document.h"
#include "model/experiment.h"

namespace brunt::cli {

/// An experiment read from a file, with what is worth a warning.
struct ReadExperiment {
  model::Experiment experiment;
  codec::Positions positions;
  std::vector<Trouble> warnings;
};

/// Reads and checks the experiment in `path`: JSON by default, YAML by its suffix. Gives all that
/// is wrong with it at once. Files above 16 MiB are refused unread.
std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(
    const std::filesystem::path& path);

std::vector<Trouble> troubles_of(const std::vector<codec::Problem>& problems,
                                 const std::filesystem::path& path);

}  // namespace brunt::cli

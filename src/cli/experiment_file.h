#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "cli/trouble.h"
#include "codec/document.h"
#include "codec/experiment.h"
#include "model/experiment.h"

namespace brunt::cli {

/// Where an experiment comes from, and how it may be got.
struct ExperimentSource {
  std::string name;             ///< a path, an http(s) address, or "-": standard input
  bool verify_tls = true;       ///< of an address
  Json auths = Json::object();  ///< the settings' `auths`: host[:port] to {"type", "value"}
};

/// An experiment read, with what is worth a warning.
struct ReadExperiment {
  model::Experiment experiment;
  codec::Positions positions;
  std::vector<Trouble> warnings;
  std::string sha256;  ///< of the text that was read
};

/// Reads and checks an experiment. A file is JSON or YAML by its suffix (.json, .yaml, .yml; case
/// counts), what an address gives is so by its content type, standard input by what it holds.
/// An address has 30 s, unless `limits` gives less. Gives all that is wrong at once.
/// Refused besides a bad document: missing, a folder, above 16 MiB, another suffix.
/// Source: experiment format section 7.5, with the fixes Q16 and Q53.
std::expected<codec::Reading, codec::Refusal> load_experiment(const ExperimentSource& source,
                                                              const Limits& limits);

/// The same, for who tells a person.
std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(
    const ExperimentSource& source, const Limits& limits = {});
std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(
    const std::filesystem::path& path);

/// `file` is the name to show in front of line and column.
std::vector<Trouble> troubles_of(const std::vector<codec::Problem>& problems,
                                 const std::string& file);

}  // namespace brunt::cli

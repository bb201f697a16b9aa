#pragma once

#include <expected>
#include <string>

#include "base/limits.h"
#include "cli/experiment_file.h"
#include "codec/experiment.h"
#include "codec/problem.h"

namespace brunt::cli {

/// The bytes of an experiment, with what their sender says they are.
struct ExperimentText {
  std::string text;
  codec::Format format = codec::Format::either;
};

using GotText = std::expected<ExperimentText, codec::Problem>;

constexpr std::size_t largest_experiment = std::size_t{16} << 20U;

GotText text_of_file(const std::string& path, const Limits& limits);
GotText text_of_standard_input(const Limits& limits);
GotText text_of_address(const ExperimentSource& source, const Limits& limits);

/// A finding about the whole of what was to be read.
codec::Problem unreadable(std::string rule, std::string sentence, std::string found,
                          std::string to_do);

}  // namespace brunt::cli

#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "codec/document.h"
#include "codec/problem.h"
#include "model/experiment.h"

namespace brunt::codec {

/// `either`: JSON where it is JSON, else YAML, as for a plain text from a server.
enum class Format { json, yaml, either };

/// An experiment that may be run, with what is worth a warning.
struct Reading {
  model::Experiment experiment;
  Positions positions;
  std::vector<Problem> warnings;
};

/// Everything wrong with a document at once, in document order, warnings included.
using Refusal = std::vector<Problem>;

/// Reads and checks an experiment. Looks at nothing but `text`: whether a program, a module or an
/// environment variable is there, is asked elsewhere.
/// Source: experiment format sections 1 and 3.9, with the fixes Q22 to Q24, Q37 to Q39, Q49, Q52.
std::expected<Reading, Refusal> read_experiment(std::string_view text, Format format);

/// The checks alone, on a value; `positions` may be empty.
std::vector<Problem> check_experiment(const Json& document, const Positions& positions);

}  // namespace brunt::codec

#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "codec/problem.h"
#include "codec/redact.h"
#include "config/resolve.h"
#include "model/experiment.h"
#include "provider/registry.h"
#include "run/run.h"
#include "run/schedule.h"

namespace brunt::run {

/// An activity, ready: its reference followed, its provider found.
struct Task {
  model::Activity activity;  ///< `tolerance` is the referring element's
  provider::Provider* provider = nullptr;
  provider::Provider* judge = nullptr;  ///< of a tolerance that is a probe
  bool judged = false;                  ///< its tolerance, when it runs in the method
  std::string left_out;                 ///< why it is not run but counts as done: "--dry actions"
  bool counts_as_met = false;           ///< its tolerance, when it is left out
};

/// A run that can begin. The registry it was made from must outlive it.
struct Prepared {
  Schedule schedule;
  std::vector<Task> probes, method, rollbacks;
  SharedJson configuration;               ///< resolved
  Json secrets;                           ///< the same
  std::vector<std::string> output_names;  ///< that activities give to their outputs
  std::vector<std::string> confidential;  ///< what the redactor hides
  codec::Redactor redactor;
  HypothesisStrategy hypothesis_strategy = HypothesisStrategy::before_and_after;
  std::vector<codec::Problem> warnings;

  const Task& task(model::Phase phase, std::size_t index) const;
  /// An activity for the journal: as it is written, secrets redacted.
  Json definition(const Task& of) const { return redactor.value(of.activity.source); }
};

/// The experiment for the journal: title substituted, `dry` added, secrets hidden.
Json document_for_journal(const model::Experiment& experiment, const Prepared& prepared, Dry dry);

/// Everything that can be known wrong before anything is broken, at once.
std::expected<Prepared, std::vector<codec::Problem>> prepare(
    const model::Experiment& experiment, const provider::Registry& providers,
    const Options& options, const config::Environment& environment);

}  // namespace brunt::run

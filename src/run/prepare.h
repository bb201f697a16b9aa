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
  Json definition;                      ///< for the journal, secrets redacted
};

/// A run that can begin. The registry it was made from must outlive it.
struct Prepared {
  Schedule schedule;
  std::vector<Task> probes, method, rollbacks;
  Json configuration, secrets;  ///< resolved
  codec::Redactor redactor;
  Json document;  ///< for the journal: title substituted, `dry` added, secrets hidden
  std::vector<codec::Problem> warnings;

  const Task& task(model::Phase phase, std::size_t index) const;
};

/// Everything that can be known wrong before anything is broken, at once.
std::expected<Prepared, std::vector<codec::Problem>> prepare(
    const model::Experiment& experiment, const provider::Registry& providers,
    const Options& options, const config::Environment& environment);

}  // namespace brunt::run

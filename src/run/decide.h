#pragma once

#include <vector>

#include "codec/problem.h"
#include "model/experiment.h"
#include "run/run.h"
#include "run/schedule.h"

namespace brunt::run {

/// What was decided of a run, and what is to be said of it: errors and warnings.
struct Decided {
  HypothesisStrategy hypothesis = HypothesisStrategy::before_and_after;
  std::vector<codec::Problem> problems;
};

/// Writes into `schedule` when the hypothesis is checked and the rollbacks are played, and which
/// parts are left out. Settings, experiment, command line: the later wins, each only where it says
/// something. Source: experiment format section 5.4; fixes Q34, Q35, Q36.
Decided decide(const model::Experiment& experiment, const Options& options, Schedule& schedule);

}  // namespace brunt::run

#pragma once

#include <optional>
#include <stop_token>

#include "base/json.h"
#include "model/event.h"
#include "model/experiment.h"
#include "run/guard.h"
#include "run/prepare.h"
#include "run/run.h"
#include "run/run_files.h"

namespace brunt::run {

/// What run_started tells those who may have to recover the run: its rollbacks' facts, the engine's
/// process, the folder it works in, and where the experiment is when secrets of its own keep it
/// from being on record whole. No secret is in it.
/// `recorded` is the experiment as the journal has it.
Json recovery_data(const model::Experiment& experiment, const Json& recorded,
                   const Prepared& prepared, const Options& options);

/// The guard of a run, from its start to the run's end. Without Options::guard, or when there is
/// nothing that could be rolled back, there is none.
class SafetyNet {
 public:
  /// The guard gets ready while the run begins.
  SafetyNet(const model::Experiment& experiment, const Prepared& prepared, const Options& options,
            RunFiles& files);

  /// To be told each event before it is on record. Waits for the guard before the method begins;
  /// a run whose guard cannot be had goes on without, and Options::unguarded is told.
  void before(const model::Event& event, const std::stop_token& stop);

  /// The run has ended and its journal is written: the guard goes.
  void fold();

 private:
  void lose(const Error& error);

  const Options& options_;
  std::optional<Guard> guard_;
  bool awaited_ = false;
};

}  // namespace brunt::run

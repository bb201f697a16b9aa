#pragma once

#include <optional>
#include <string>

#include "cli/answer.h"
#include "cli/flags.h"
#include "cli/session.h"
#include "cli/signals.h"
#include "run/run.h"

namespace brunt::cli {

/// A run that came to its end, judged, its page written.
struct Finished {
  run::Ended ended;
  Answer answer;
};

/// Reads, checks, runs and judges an experiment, telling on standard error how it goes. Nothing
/// when it was not run or cannot be judged; why has then been told.
std::optional<Finished> run_and_judge(const RunFlags& flags, const Stops& stops, Session& session);

/// The same without the judgement: what Chaos Toolkit's command does.
std::optional<run::Ended> run_only(const RunFlags& flags, const Stops& stops, Session& session);

/// 0 completed and not deviated, else 1; with `gate` the answer's status when it is 0.
/// Source: experiment format 5.11, report.md C.10.
int run_exit(const Finished& finished, bool gate);

/// The same, of a run that was not judged.
int run_exit(const run::Ended& ended);

/// "completed, not deviated: exit 0 (with --gate: 1, refuted)"
std::string status_words(const Finished& finished, bool gate);

}  // namespace brunt::cli

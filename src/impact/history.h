#pragma once

#include <string>
#include <vector>

#include "impact/report_model.h"

namespace brunt::impact {

/// A finished run as the history compares it. Two runs are comparable when target system, load
/// shape and claims are the same and the identity check of both passed. Source: report.md C.9.
struct PastRun {
  HistoryRow row;
  std::string experiment_sha256;
  std::string target;               ///< system that was looked at
  std::string load;                 ///< its shape: "3 a second, time-out 30 s"
  std::vector<std::string> claims;  ///< their statements
  bool identity_failed = false;
  std::string identity_evidence;
};

/// What the history needs of a judged run.
PastRun past_run(const ReportModel& model);

/// Rows oldest first. Runs of another experiment (by hash, else by title) are left out. A run that
/// cannot be compared with `current` says why; a change is called between comparable neighbours
/// only, and only where their bounds do not overlap. `current` is among the rows, marked.
std::vector<HistoryRow> history_of(const PastRun& current, std::vector<PastRun> others);

/// Puts the history into a judged model: its rows, the check "Repetition" (three comparable runs or
/// more) and the confidence that follows from it.
void set_history(ReportModel& model, std::vector<PastRun> others);

/// How many comparable runs there are, this one included.
std::size_t comparable_runs(const std::vector<HistoryRow>& history);

}  // namespace brunt::impact

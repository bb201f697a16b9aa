#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal_look.h"
#include "impact/report_model.h"

namespace brunt::cli {

/// What stands below the answer: where things are, and what the program will exit with.
struct Closing {
  std::string page;                ///< "" = none was written
  std::vector<std::string> files;  ///< journal first
  std::string status;              ///< "completed, not deviated: exit 0 (with --gate: 1, refuted)"

  friend bool operator==(const Closing&, const Closing&) = default;
};

/// The answer: badge, sentences, sparkline, what nobody looked at, files. The last block of a run.
/// On a terminal wrapped and indented; else one sentence a line.
std::vector<std::string> verdict_block(const Look& look, const impact::ReportModel& model,
                                       const Closing& closing);

/// "HELD", "REFUTED", "INCONCLUSIVE", "NOT MEASURED".
std::string verdict_word(impact::Verdict verdict);

/// 0 held, 1 refuted, 2 inconclusive or not measured. Source: report.md C.10.
int verdict_exit(impact::Verdict verdict);

}  // namespace brunt::cli

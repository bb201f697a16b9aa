#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analysis/claim_text.h"
#include "base/json.h"
#include "cli/output.h"
#include "cli/terminal_verdict.h"
#include "impact/report_model.h"
#include "report/formats.h"

namespace brunt::cli {

/// Where a finished run is judged from, and where its page goes.
struct AnswerFiles {
  std::filesystem::path journal;
  std::optional<Json> written;  ///< the journal itself, when it is at hand; else it is read
  std::vector<std::filesystem::path> others;  ///< journals of other runs: the history
  std::optional<std::filesystem::path> load;  ///< --load
  std::vector<analysis::StatedClaim> claims;  ///< --claim, --slo
  std::optional<std::filesystem::path> page;  ///< absent: none is written
  std::optional<report::Format> format;       ///< absent: by the page's suffix, else HTML
  report::RenderOptions render;
};

/// The model of a finished run, the page written.
struct Answer {
  impact::ReportModel model;
  Closing closing;  ///< page and files; the status is the caller's to add
};

/// Judges the journal and writes the page. Nothing when the journal cannot be judged, which has
/// then been told; a page that cannot be written is told, and the answer stands.
std::optional<Answer> answer_of(const AnswerFiles& files, const ErrorOutput& errors);

/// Prints the verdict block on standard output. `set_off`: an empty line before it, on a terminal.
bool print_answer(const Look& look, const Answer& answer, bool set_off);

}  // namespace brunt::cli

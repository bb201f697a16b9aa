#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/claim_text.h"
#include "base/json.h"
#include "base/result.h"
#include "impact/report_model.h"

namespace brunt::impact {

struct Inputs {                  // NOLINT(bugprone-exception-escape): a path's own move
  std::string journal_text;      ///< the file's bytes, for its digest
  Json journal;                  ///< the same, parsed
  std::filesystem::path folder;  ///< where the journal lies: result files are looked for here
  std::optional<std::filesystem::path>
      load_file;                              ///< --load FILE; else found by what the journal names
  std::vector<analysis::StatedClaim> claims;  ///< of the command line and of SLO files
};

/// Everything that the journal and the files it names tell about the run, judged. Reads the load's
/// result file; all else is pure. A missing result file is no error: it is named in the model, and
/// the outcome is *not measured*. Errors: `invalid_input` when the journal is none, or when
/// `load_file` cannot be read.
Result<ReportModel> analyse(const Inputs& inputs);

}  // namespace brunt::impact

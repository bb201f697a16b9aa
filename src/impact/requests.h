#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "impact/journal.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What the client saw, and where it was read.
struct LoadEvidence {
  bool expected = false;              ///< the journal has a load, or a file was given
  std::string activity;               ///< name of the load's activity, or ""
  std::string file;                   ///< read from
  std::string missing;                ///< named, but not usable
  std::string problem;                ///< why: "is not beside journal.json"
  std::vector<RequestMark> requests;  ///< in order of send time
  std::string cut_short;              ///< why the file could be read in part only, or ""
  std::size_t abandoned = 0;          ///< not counted: the load was stopped while they ran
  std::string method, path;    ///< of the requests, when all share them: "GET", "/function/x"
  std::string host;            ///< "demo.foo.bar"
  double timeout_seconds = 0;  ///< 0 = unknown
  std::string generator_verdict;
  std::string digest;  ///< SHA-256 of the file
};

/// Finds and reads the load's result file: `load_file` when given, else what the journal's load
/// activity names, looked for in `folder` and never outside it. A file that is missing, unreadable
/// or of another time than the run is named in the answer. Errors: `not_found`, `invalid_input`
/// when `load_file` itself cannot be read.
Result<LoadEvidence> read_load(const Journal& journal, const std::filesystem::path& folder,
                               const std::optional<std::filesystem::path>& load_file);

/// Reads rows of `seq,sent_utc,...,code,latency_ms,...`, columns by the names in the first line.
/// Absent when the text is of another kind. Errors: `invalid_input`, naming the line.
std::optional<Result<std::vector<RequestMark>>> read_request_table(std::string_view text);

}  // namespace brunt::impact

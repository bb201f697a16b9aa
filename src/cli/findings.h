#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "codec/problem.h"

namespace brunt::cli {

/// What was looked at, and all that was found.
struct Findings {
  std::string file;   ///< as the user named it
  std::string title;  ///< of the experiment; "" when it could not be read
  std::vector<codec::Problem> problems;
};

/// {"file", "valid", "title", "errors", "warnings", "findings": [{"level", "rule", "message",
/// "line", "column", "path", "what", "found", "expected", "suggestion"}]}; parts that are not known
/// are left out.
Json findings_as_json(const Findings& findings);

/// SARIF 2.1.0, one run of one tool. Source: OASIS SARIF 2.1.0.
Json findings_as_sarif(const Findings& findings, const std::string& version);

}  // namespace brunt::cli

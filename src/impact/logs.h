#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// Facts of one log line beyond what a lane shows.
struct LineFacts {
  std::string method, path;       ///< of the request it tells of, "" when none
  std::optional<double> seconds;  ///< how long that took, when the line says
};

/// Reads method, path and seconds from lines such as
/// "Forwarded [GET] to /function/astre - [502] - 30.000175 seconds" and of the common log format.
LineFacts read_facts(const std::string& text);

/// HTTP status that a line tells of, 0 when none.
int read_status(const std::string& text);

/// One lane per pod of every log that was read, silence marked. Secrets are masked.
std::vector<LogLane> read_logs(const Journal& journal, const std::vector<RequestMark>& requests);

/// Lines of `lane` that tell of the load's own requests: those of its method and path, or, when
/// that is unknown, of the method and path most lines have. Indices into `lane.lines`.
std::vector<std::size_t> lines_of_load(const LogLane& lane, const LoadEvidence& load);

}  // namespace brunt::impact

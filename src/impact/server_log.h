#pragma once

#include <optional>
#include <string>
#include <vector>

#include "impact/journal.h"
#include "impact/report_model.h"
#include "impact/requests.h"

namespace brunt::impact {

/// The lines of all lanes that tell of the load's requests, in order of time. They point into the
/// lanes.
struct ServerLog {
  std::vector<const LogLine*> lines;  ///< not empty
  WallTime from{}, until{};           ///< what it covers
};

/// Absent when no lane holds a line of the load.
std::optional<ServerLog> server_log(const Journal& journal, const std::vector<LogLane>& lanes,
                                    const LoadEvidence& load);

/// How many lines a record lets expect: network and edges of the window leave some open.
struct Expected {
  std::size_t least = 0, most = 0;
  bool holds(std::size_t seen) const { return least <= seen && seen <= most; }
  std::string words() const;
};

/// How long the server takes to write down a failure that the client did not wait for: the median
/// that its lines tell. Those which took less than the client waited were answered.
std::optional<double> delay_of_failures(const std::vector<RequestMark>& requests,
                                        const ServerLog& log);

Expected successes_in(const std::vector<RequestMark>& requests, const ServerLog& log);

/// `network_s`: time a request may need to reach the server.
Expected failures_in(const std::vector<RequestMark>& requests, const ServerLog& log,
                     std::optional<double> delay_s, double network_s);

/// The log's clock less the client's: each answer was logged between its request's start and end.
/// Absent when lines and answers do not pair.
std::optional<Interval> clock_offset(const std::vector<RequestMark>& requests,
                                     const ServerLog& log);

/// Median latency of the successes: the most that the way to the server takes; 0.1 without any.
double network_seconds(const std::vector<RequestMark>& requests);

}  // namespace brunt::impact

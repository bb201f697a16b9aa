#pragma once

#include <string>
#include <vector>

#include "impact/answer.h"

namespace brunt::impact {

/// What nobody looked at, or what looked too early: a sentence each, the gravest first.
std::vector<std::string> find_blind_spots(const AnswerInputs& in, const ReportModel& model);

/// What would make the next run tell more. Source: report.md C.6.11.
std::vector<std::string> find_suggestions(const AnswerInputs& in, const ReportModel& model,
                                          const std::vector<MetricReading>& metrics);

/// The statement that the experiment tests: its hypothesis' title, else its own.
std::string claim_of(const Journal& journal);

/// ": function-must-respond was 503, expected 200" for the first probe missed in `phase`, or "".
std::string missed_probe(const Journal& journal, std::string_view phase);

}  // namespace brunt::impact

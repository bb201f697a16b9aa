#pragma once

#include <string>
#include <vector>

#include "impact/answer.h"

namespace brunt::impact {

/// What nobody looked at, or what looked too early: a sentence each, the gravest first.
std::vector<std::string> find_blind_spots(const AnswerInputs& in, const ReportModel& model);

/// What this run does not show, rule by rule, and what would make the next one tell more: baseline
/// too short, no check inside the window, log read too early, range misaligned, step too fine,
/// probe without tolerance, operation still running, one replica. Source: report.md C.6.11.
std::vector<Limit> find_limits(const AnswerInputs& in, const ReportModel& model,
                               const std::vector<MetricReading>& metrics);

/// The statement that the experiment tests: its hypothesis' title, else its own.
std::string claim_of(const Journal& journal);

/// ": function-must-respond was 503, expected 200" for the first probe missed in `phase`, or "".
std::string missed_probe(const Journal& journal, std::string_view phase);

}  // namespace brunt::impact

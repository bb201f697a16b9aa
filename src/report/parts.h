#pragma once

#include <string>
#include <vector>

#include "impact/report_model.h"
#include "report/story.h"

namespace brunt::report {

// The parts of the page, in its order. Each is HTML, a pure function of the model, and says its
// finding first. A part without data says why in one grey sentence; it is not left out.

/// The bar above the question when a rollback failed, else "".
std::string attention(const impact::ReportModel& model);
/// Question, answer, lead, statements, blind spots, key figures.
std::string first_screen(const impact::ReportModel& model);
/// The five key figures in one ruled row.
std::string key_figures(const impact::ReportModel& model);
/// The timeline in its three widths, its legend, its caption, and the events as a table.
std::string hero(const impact::ReportModel& model, const Story& story);

std::string what_was_done(const impact::ReportModel& model);
std::string user_impact(const impact::ReportModel& model);
std::string confidence(const impact::ReportModel& model);
std::string detection(const impact::ReportModel& model);
std::string steady_state(const impact::ReportModel& model, const Story* story);
std::string evidence(const impact::ReportModel& model);
std::string sources(const impact::ReportModel& model);
/// Earlier runs, "" when none is known.
std::string history(const impact::ReportModel& model);
std::string suggestions(const impact::ReportModel& model);
std::string reproduce(const impact::ReportModel& model);
std::string requests(const impact::ReportModel& model);
std::string words();

/// One grey sentence where a section has nothing to show.
std::string nothing(std::string_view reason);

/// "23.3 % [17.8, 30.0]" of a count, the bracket in grey.
std::string ratio(const impact::Count& count);

/// "63 s (±1 s)", "" when unknown.
std::string run_length(const impact::ReportModel& model);

/// All requests as CSV (seq, sent, latency, code, outcome, error), RFC 4180, with its header line.
std::string requests_csv(const std::vector<impact::RequestMark>& requests);

}  // namespace brunt::report

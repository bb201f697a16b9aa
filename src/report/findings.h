#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impact/report_model.h"
#include "report/document.h"

namespace brunt::report {

// What page and paper say alike, as plain text: each section's finding in a sentence, and the rows
// of the tables that both draw.

std::string impact_finding(const impact::ReportModel& model);
/// `title` is the hypothesis's, as the caller prints it; "" = none.
std::string steady_finding(const impact::ReportModel& model, const std::string& title);
std::string detection_finding(const impact::ReportModel& model);
std::string confidence_finding(const impact::ReportModel& model);
std::string done_finding(const impact::ReportModel& model);
std::string sources_finding(const impact::ReportModel& model);
std::string limits_finding(const impact::ReportModel& model);

/// Why there is no request, in a sentence.
std::string no_requests(const impact::ReportModel& model);

/// The five key figures.
KeyFigure failed_requests(const impact::ReportModel& model);
KeyFigure impact_length(const impact::ReportModel& model);
KeyFigure noticed(const impact::ReportModel& model);
KeyFigure recovered(const impact::ReportModel& model);
KeyFigure budget(const impact::ReportModel& model);

/// The window that lasted longest; nullptr when there is none.
const impact::ImpactWindow* longest_window(const impact::ReportModel& model);

/// A stretch of the load: the whole of it, before, each impact, after.
struct Stretch {
  std::string name;
  std::optional<WallTime> from, to;
  impact::Count count;
  std::optional<impact::Quantiles> times;  ///< of successes
  bool impact = false;
};

/// Empty without requests.
std::vector<Stretch> stretches(const impact::ReportModel& model);

/// Each probe of the steady state once, as it was first seen.
std::vector<const impact::ActivityBar*> steady_probes(const impact::ReportModel& model);
/// The first look of a probe in `phase`; nullptr when there was none.
const impact::ActivityBar* probe_in(const impact::ReportModel& model, std::string_view phase,
                                    std::string_view probe);
/// All looks of a probe while the method ran: "met 3 of 5 times".
Cell during_cell(const impact::ReportModel& model, std::string_view probe);

/// Whether a source told what the client's record predicts, and why not.
Cell reconciled_cell(const impact::Reconciliation& row);
std::string reconciled_note(const impact::Reconciliation& row);

/// The parameters of an emulated cluster, empty on a real one.
std::vector<std::pair<std::string, std::string>> emulation_entries(
    const impact::ReportModel& model);
/// Engine, cluster, digests, commands: what it takes to do it again. Without what
/// `emulation_entries` has. Empty values are left out.
std::vector<std::pair<std::string, std::string>> reproduce_entries(
    const impact::ReportModel& model);

}  // namespace brunt::report

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "impact/report_model.h"

namespace brunt::report::samples {

// Models to draw in tests: the published run, and one per state that a page can be in.

/// The seed's run, judged from the journal and the load's result in `folder` (tests/data/seed).
impact::ReportModel seed(const std::filesystem::path& folder);

/// A load of `total` requests in `length_seconds`, of which those in [bad_from, bad_to) failed.
impact::ReportModel load(std::size_t total, double length_seconds, std::size_t bad_from,
                         std::size_t bad_to);

impact::ReportModel without_load(
    const std::filesystem::path& folder);                    ///< the result file is missing
impact::ReportModel interrupted(impact::ReportModel model);  ///< cut short, no check after
impact::ReportModel stopped_at_gate();                       ///< the steady state was not met
impact::ReportModel failed_rollback(impact::ReportModel model);
impact::ReportModel emulated(impact::ReportModel model);
impact::ReportModel long_title(impact::ReportModel model);
impact::ReportModel two_windows();
impact::ReportModel held();
/// The seed's run with the two before it, of which one cannot be compared.
impact::ReportModel with_history(impact::ReportModel model);
/// `text` in every string of the model.
impact::ReportModel filled_with(impact::ReportModel model, const std::string& text);

/// Every state by the name of its file.
std::vector<std::pair<std::string, impact::ReportModel>> all(const std::filesystem::path& folder);

}  // namespace brunt::report::samples

#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"

namespace brunt::cli {

/// A folder for a demo's files: `wanted` when given (made if need be), else a new one in the
/// working directory: brunt-demo, brunt-demo-2 and so on. Absolute.
/// Errors: `unavailable` with the reason.
Result<std::filesystem::path> make_demo_folder(const std::optional<std::filesystem::path>& wanted);

/// Writes examples/lost-function into `folder`. Errors: `unavailable` with the reason.
Result<> write_example(const std::filesystem::path& folder);

/// Writes the load's results as vegeta's CSV, for spreadsheets. Errors: as the readers' and
/// writers' of result files.
Result<> export_requests(const std::filesystem::path& results, const std::filesystem::path& csv);

}  // namespace brunt::cli

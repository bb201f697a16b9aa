#pragma once

#include <expected>
#include <filesystem>
#include <vector>

#include "analysis/claim_text.h"
#include "base/result.h"
#include "cli/given.h"

namespace brunt::cli {

/// The options --claim and --slo, for the tables.
Option claim_option();
Option slo_option();

/// --claim, repeated. A claim that cannot be read is wrong usage.
std::expected<std::vector<analysis::StatedClaim>, WrongUsage> read_claims(const Given& given);

/// `claims` and behind them the objectives of `files`, JSON or YAML, of one or more documents.
/// Errors: as the file cannot be read, `invalid_input` when it is neither OpenSLO nor Sloth.
Result<std::vector<analysis::StatedClaim>> with_objectives(
    std::vector<analysis::StatedClaim> claims, const std::vector<std::filesystem::path>& files);

}  // namespace brunt::cli

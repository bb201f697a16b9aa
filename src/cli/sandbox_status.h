#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/terminal_look.h"

namespace brunt::cli {

/// What `brunt sandbox status` prints of a survey (sandbox/cluster/survey.h). Pure.
/// The words "emulated cluster" are always part of it.
std::vector<std::string> sandbox_status_lines(const Look& look, const Json& survey);

/// The same for a sandbox that is not there.
std::vector<std::string> sandbox_down_lines(const Look& look, const std::string& name);

}  // namespace brunt::cli

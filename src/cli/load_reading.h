#pragma once

#include <string>
#include <vector>

#include "cli/load_caller.h"

namespace brunt::cli {

/// `load report`, `load encode`, `load plot`: read result files and write. Each takes the words
/// after its name and gives the exit status.
int load_report_command(std::vector<std::string> words, const LoadCaller& caller);
int load_encode_command(std::vector<std::string> words, const LoadCaller& caller);
int load_plot_command(std::vector<std::string> words, const LoadCaller& caller);

}  // namespace brunt::cli

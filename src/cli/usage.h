#pragma once

#include <expected>
#include <string>
#include <vector>

#include "cli/flags.h"

namespace brunt::cli {

const std::vector<std::string>& command_names();

/// "see brunt run --help"
std::string help_hint(const std::string& command);

/// `command` is "" for the program itself; without `to_do` the help page is named.
WrongUsage wrong_usage(const std::string& command, std::string sentence, std::string found,
                       std::string expected, std::string to_do = "");

/// Options before the command: ours, and Chaos Toolkit's that change nothing here.
struct GlobalFlags {
  TalkFlags talk;
  bool version = false, help = false;
  std::vector<std::string> rest;  ///< command and its words
};

std::expected<GlobalFlags, WrongUsage> read_global_flags(const std::vector<std::string>& words);

}  // namespace brunt::cli

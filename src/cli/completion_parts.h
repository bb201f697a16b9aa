#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/options.h"

namespace brunt::cli {

// What the completion scripts of all shells are made of.

enum class Values : std::uint8_t { none, anything, files, folders, choices };

/// What completes a value with this placeholder.
Values values_of(std::string_view placeholder);
Values values_of(const Option& option);

std::string joined(const std::vector<std::string_view>& parts, std::string_view separator);

/// Every name of every option of `command`, with blanks between.
std::string all_names(const CommandSpec& command);

/// The words that its first argument may be, with blanks between.
std::string first_words(const CommandSpec& command);

/// `text` in single quotes, for all three shells.
std::string in_quotes(std::string_view text);

template <class Each>
void for_each_option(const CommandSpec& command, const Each& each) {
  for (const auto& section : command.sections)
    for (const auto& option : section.options)
      each(option);
}

std::string bash_script();
std::string zsh_script();
std::string fish_script();

}  // namespace brunt::cli

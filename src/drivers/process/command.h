#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::drivers::process {

/// What a provider object asks to run.
struct Command {
  std::string path;                 ///< as written, `~` expanded
  std::vector<std::string> words;   ///< arguments without a shell
  std::optional<std::string> line;  ///< arguments for a shell; `words` is empty then
  std::optional<std::chrono::nanoseconds> timeout;
  bool open = false;  ///< a placeholder is still in it
};

/// Reads a provider object. Errors: `invalid_input`, naming the field, what was found and what was
/// expected.
Result<Command> read_command(const Json& provider);

/// The file that `path` is: as given when it has a '/', else looked up in PATH.
/// Errors: `not_found`, with the folders looked in; `invalid_input` when it cannot be run.
Result<std::string> locate(const std::string& path);

/// `word` in single quotes when a shell would read more into it.
std::string shell_quoted(const std::string& word);

}  // namespace brunt::drivers::process

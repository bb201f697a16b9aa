#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "cli/usage.h"

namespace brunt::cli {

/// The options and arguments found in the words behind a command.
class Given {
 public:
  /// Was it there, switch or with a value? `key` is an Option::key of the command.
  bool has(std::string_view key) const { return values_.contains(key); }
  /// The last value, or `otherwise`.
  std::string text(std::string_view key, std::string otherwise = "") const;
  /// All values, in their order.
  std::vector<std::string> all(std::string_view key) const;

  const CommandSpec* command = nullptr;
  std::vector<std::string> arguments;
  bool help = false;  ///< asked for; nothing else has then been looked at

 private:
  friend class WordReader;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// Reads `words` by the table. `--name VALUE` and `--name=VALUE`, `-n VALUE` and `-nVALUE`; options
/// stand anywhere, `--` ends them. Values are checked against the choices, arguments counted.
std::expected<Given, WrongUsage> read_words(const CommandSpec& command,
                                            const std::vector<std::string>& words);

/// The same, up to the first word that is no option; it and what follows are the arguments.
std::expected<Given, WrongUsage> read_leading_options(const CommandSpec& command,
                                                      const std::vector<std::string>& words);

}  // namespace brunt::cli

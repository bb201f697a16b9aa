#include "cli/usage.h"

#include <utility>

#include "cli/options.h"

namespace brunt::cli {

std::string help_hint(const std::string& command) {
  return command.empty() ? "see brunt --help" : "see brunt " + command + " --help";
}

WrongUsage wrong_usage(const std::string& command, std::string sentence, std::string found,
                       std::string expected, std::string to_do) {
  Trouble trouble;
  trouble.sentence = std::move(sentence);
  trouble.where = command.empty() ? "brunt" : "brunt " + command;
  trouble.found = std::move(found);
  trouble.expected = std::move(expected);
  trouble.to_do = to_do.empty() ? help_hint(command) : std::move(to_do);
  const CommandSpec* spec = command_spec(command);
  return {std::move(trouble), spec == nullptr ? 2 : spec->wrong_usage};
}

}  // namespace brunt::cli

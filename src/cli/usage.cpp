#include "cli/usage.h"

#include <string_view>
#include <utility>

namespace brunt::cli {

const std::vector<std::string>& command_names() {
  static const std::vector<std::string> names = {"run",  "validate", "report", "demo",
                                                 "info", "load",     "sandbox"};
  return names;
}

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
  return {std::move(trouble), command == "report" ? 3 : 2};
}

std::expected<GlobalFlags, WrongUsage> read_global_flags(const std::vector<std::string>& words) {
  GlobalFlags globals;
  std::size_t at = 0;
  for (; at < words.size() && words[at].starts_with('-'); ++at) {
    const std::string& word = words[at];
    const auto takes = [&](std::string_view name) {
      if (word == name) return ++at < words.size();
      return word.starts_with(std::string(name) + "=");
    };
    if (word == "--version") {
      globals.version = true;
    } else if (word == "-h" || word == "--help") {
      globals.help = true;
    } else if (word == "--verbose") {
      globals.talk.verbose = true;
    } else if (word == "--no-version-check" || word == "--no-log-file") {
      continue;
    } else if (word.starts_with("--log-format")) {
      const bool given = takes("--log-format");
      const std::string value = given ? words[at].substr(words[at].find('=') + 1) : "";
      if (value != "json" && value != "string")
        return std::unexpected(
            wrong_usage("", "wrong value for --log-format", "\"" + value + "\"", "string, json"));
      globals.talk.json = value == "json";
    } else if (!takes("--log-file") && !takes("--log-file-level") && !takes("--settings")) {
      return std::unexpected(wrong_usage("", "unknown option " + word, word, "a command"));
    }
  }
  if (at < words.size())
    globals.rest.assign(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  return globals;
}

}  // namespace brunt::cli

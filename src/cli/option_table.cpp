#include <algorithm>

#include "cli/command_flags.h"
#include "cli/options.h"

namespace brunt::cli {

std::string_view Option::key() const {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [](std::string_view name) { return name.starts_with("--"); });
  return found == names.end() ? names.front() : *found;
}

Option colour_option() {
  return {.names = {"--color"},
          .placeholder = "WHEN",
          .meaning = "auto, always or never",
          .otherwise = "auto",
          .choices = {"auto", "always", "never"}};
}

Option ascii_option() {
  return {.names = {"--ascii"}, .meaning = "no signs beyond ASCII"};
}

Option help_option() {
  return {.names = {"-h", "--help"}, .meaning = "print this"};
}

namespace {

Option log_format_option() {
  return {.names = {"--log-format"},
          .placeholder = "FORM",
          .meaning = "progress and errors as string or json",
          .otherwise = "string",
          .choices = {"string", "json"}};
}

}  // namespace

const Section& talk_section() {
  static const Section section{
      "Output",
      {{.names = {"--quiet"}, .meaning = "nothing but the answer"},
       {.names = {"--verbose"},
        .meaning = "also when each activity begins, and what came out of it"},
       log_format_option(),
       colour_option(),
       ascii_option(),
       help_option()}};
  return section;
}

const CommandSpec& program_spec() {
  static const CommandSpec spec{
      .name = "",
      .usage = "[options] COMMAND ...",
      .about =
          "Break something on purpose, watch what users get, and say whether they were hurt. "
          "Called as chaos it is Chaos Toolkit's command: its log, its output, its status.",
      .sections = {{"Options",
                    {{.names = {"--version"}, .meaning = "print the version"},
                     {.names = {"-h", "--help"},
                      .meaning = "print this; after a command: its own help"},
                     {.names = {"--verbose"}, .meaning = "tell more"},
                     log_format_option(),
                     {.names = {"--log-file"},
                      .placeholder = "PATH",
                      .meaning = "append to a log, secrets hidden",
                      .otherwise = "none; called as chaos: chaostoolkit.log"},
                     {.names = {"--log-file-level"},
                      .placeholder = "LEVEL",
                      .meaning = "of the log file: debug, info, warning or error",
                      .otherwise = "debug",
                      .choices = {"debug", "info", "warning", "error"}},
                     {.names = {"--no-log-file"}, .meaning = "write no log file"},
                     {.names = {"--settings"},
                      .placeholder = "PATH",
                      .meaning = "settings file",
                      .otherwise = "~/.chaostoolkit/settings.yaml"},
                     {.names = {"--change-dir"},
                      .placeholder = "DIR",
                      .meaning = "work there; the log file stays where it was named"},
                     {.names = {"--no-version-check"},
                      .meaning = "taken: no newer version is ever looked for"}}}},
      .least = 1,
      .most = any_number};
  return spec;
}

const std::vector<const CommandSpec*>& all_commands() {
  static const std::vector<const CommandSpec*> commands = [] {
    std::vector<const CommandSpec*> specs;
    for (const auto& reader : command_readers())
      specs.push_back(&reader.spec());
    return specs;
  }();
  return commands;
}

const CommandSpec* command_spec(std::string_view name) {
  if (name.empty()) return &program_spec();
  for (const auto& reader : command_readers())
    if (reader.name == name) return &reader.spec();
  return nullptr;
}

const Option* find_option(const CommandSpec& command, std::string_view name) {
  for (const auto& section : command.sections)
    for (const auto& option : section.options)
      if (std::find(option.names.begin(), option.names.end(), name) != option.names.end())
        return &option;
  return nullptr;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& reader : command_readers())
    names.emplace_back(reader.name);
  return names;
}

std::vector<std::string> long_names(const CommandSpec& command) {
  std::vector<std::string> names;
  for (const auto& section : command.sections)
    for (const auto& option : section.options)
      for (const auto name : option.names)
        if (name.starts_with("--")) names.emplace_back(name);
  return names;
}

}  // namespace brunt::cli

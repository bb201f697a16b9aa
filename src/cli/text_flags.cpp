#include "base/text.h"
#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& completion_spec() {
  static const CommandSpec spec{
      .name = "completion",
      .usage = "[options] SHELL",
      .arguments = "SHELL",
      .summary = "a script that completes commands and options in a shell",
      .about =
          "Print a script that teaches a shell the commands, options and values. In bash and "
          "zsh: source <(brunt completion bash). In fish: brunt completion fish | source.",
      .words_title = "Shells",
      .words = {{"bash", "", "4 or newer"}, {"zsh", "", "5 or newer"}, {"fish", "", "3 or newer"}},
      .sections = {talk_section()},
      .exit_status = "0 printed, 1 standard output cannot be written, 2 wrong usage",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_completion_flags(const Given& given, const TalkFlags& talk) {
  return TextWanted{read_talk(given, talk), TextWanted::Kind::completion, given.arguments[0]};
}

const CommandSpec& man_spec() {
  static const CommandSpec spec{
      .name = "man",
      .usage = "[options] [COMMAND]",
      .arguments = "[COMMAND]",
      .summary = "the man page of a command",
      .about =
          "Print the man page of a command, or of the program, for man: brunt man run | man -l -",
      .sections = {talk_section()},
      .exit_status = "0 printed, 1 standard output cannot be written, 2 wrong usage",
      .most = 1};
  return spec;
}

Parsed read_man_flags(const Given& given, const TalkFlags& talk) {
  const std::string of = given.arguments.empty() ? "" : given.arguments[0];
  if (command_spec(of) == nullptr) {
    const std::string near = closest(of, command_names());
    return std::unexpected(wrong_usage("man", "there is no such command", "\"" + of + "\"",
                                       join(command_names(), ", "),
                                       near.empty() ? "" : "did you mean " + near + "?"));
  }
  return TextWanted{read_talk(given, talk), TextWanted::Kind::man, of};
}

}  // namespace brunt::cli

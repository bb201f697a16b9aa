#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& info_spec() {
  static const CommandSpec spec{
      .name = "info",
      .usage = "[options] [WORD]",
      .arguments = "[WORD]",
      .summary = "version, providers, and the functions known natively",
      .about =
          "Print the version, the providers, and the Python functions that are known natively.",
      .words_title = "Words",
      .words = {{"core", "", "versions of this program and of what it is like"},
                {"settings", "", "the settings file as it is, secrets included"},
                {"extensions", "", "the Python packages whose functions are known natively"}},
      .sections = {talk_section()},
      .exit_status = "0 printed, 1 standard output cannot be written, 2 wrong usage",
      .most = 1};
  return spec;
}

Parsed read_info_flags(const Given& given, const TalkFlags& talk) {
  InfoFlags flags;
  flags.talk = read_talk(given, talk);
  if (!given.arguments.empty()) flags.about = given.arguments[0];
  return flags;
}

}  // namespace brunt::cli

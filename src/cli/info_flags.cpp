#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& info_spec() {
  static const CommandSpec spec{
      .name = "info",
      .usage = "[options]",
      .summary = "version, providers, and the functions known natively",
      .about =
          "Print the version, the providers, and the Python functions that are known natively.",
      .sections = {talk_section()},
      .exit_status = "0; 2 wrong usage"};
  return spec;
}

Parsed read_info_flags(const Given& given, const TalkFlags& talk) {
  InfoFlags flags;
  flags.talk = read_talk(given, talk);
  return flags;
}

}  // namespace brunt::cli

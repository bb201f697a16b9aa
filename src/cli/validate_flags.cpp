#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& validate_spec() {
  static const CommandSpec spec{
      .name = "validate",
      .usage = "[options] EXPERIMENT",
      .arguments = "EXPERIMENT",
      .summary = "say everything that is wrong with an experiment",
      .about =
          "Say everything that is wrong with an experiment, with line and column, and touch "
          "nothing.",
      .sections = {{"Options", {var_option()}}, talk_section()},
      .exit_status = "0 the experiment can be run, 1 it cannot, 2 wrong usage",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_validate_flags(const Given& given, const TalkFlags& talk) {
  ValidateFlags flags;
  flags.talk = read_talk(given, talk);
  auto overrides = read_overrides(given);
  if (!overrides) return std::unexpected(overrides.error());
  flags.experiment = given.arguments[0];
  flags.overrides = *std::move(overrides);
  return flags;
}

}  // namespace brunt::cli

#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& report_spec() {
  static const CommandSpec spec{
      .name = "report",
      .usage = "[options] JOURNAL [PAGE]",
      .arguments = "JOURNAL",
      .summary = "judge a finished run, and draw its page",
      .about =
          "Judge a finished run, print the answer, and draw its page when PAGE is given. "
          "JOURNAL is one of ours or of Chaos Toolkit. The load's result file, which the "
          "journal names, is looked for beside it.",
      .sections =
          {{"Options",
            {{.names = {"--load"}, .placeholder = "FILE", .meaning = "the load's result file"},
             {.names = {"--gate"},
              .meaning = "taken and ignored: the answer always decides the exit status"}}},
           talk_section()},
      .exit_status = "0 held, 1 refuted, 2 inconclusive or not measured, 3 wrong usage or input",
      .least = 1,
      .most = 2,
      .wrong_usage = 3};
  return spec;
}

Parsed read_report_flags(const Given& given, const TalkFlags& talk) {
  ReportFlags flags;
  flags.talk = read_talk(given, talk);
  flags.journal = given.arguments[0];
  if (given.arguments.size() > 1) flags.output = given.arguments[1];
  if (given.has("--load")) flags.load = given.text("--load");
  return flags;
}

}  // namespace brunt::cli

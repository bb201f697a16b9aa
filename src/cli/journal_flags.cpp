#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& journal_spec() {
  static const CommandSpec spec{
      .name = "journal",
      .usage = "[options] RUN",
      .arguments = "RUN",
      .summary = "the journal of a run that lives, was killed or has ended",
      .about =
          "Make a run's journal of its event log, at any time. RUN is an event log "
          "(journal.events.jsonl), the journal beside it, or the folder of both. It goes to "
          "standard output and changes nothing. What a crash has damaged is left out, with a "
          "warning.",
      .sections = {{"Options",
                    {{.names = {"-o", "--output"},
                      .placeholder = "FILE",
                      .meaning = "write it there, atomically"}}},
                   talk_section()},
      .exit_status = "0 made, 1 there is no event log, or it cannot be written, 2 wrong usage",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_journal_flags(const Given& given, const TalkFlags& talk) {
  JournalFlags flags;
  flags.talk = read_talk(given, talk);
  flags.run = given.arguments[0];
  if (given.has("--output")) flags.output = given.text("--output");
  return flags;
}

}  // namespace brunt::cli

#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& recover_spec() {
  static const CommandSpec spec{
      .name = "recover",
      .usage = "[options] [PATH...]",
      .arguments = "[PATH...]",
      .summary = "play the rollbacks that a killed run still owes",
      .about =
          "List the runs that did not end and what they owe, ask, and play each rollback owed, "
          "once. PATH is an event log, a journal, or a folder that is looked through; this folder "
          "without one. A rollback that began and whose end is not on record may have run: it is "
          "named, and played only with --again or if it says that it is idempotent. A run that "
          "still lives is left alone. Configuration and secrets are resolved anew, from where they "
          "came.",
      .sections = {{"What to do",
                    {{.names = {"-y", "--yes"}, .meaning = "play without asking"},
                     {.names = {"--list", "--dry-run"}, .meaning = "only list"},
                     {.names = {"--again"}, .meaning = "also play what may have run"},
                     {.names = {"--format"},
                      .placeholder = "F",
                      .meaning = "text, or json for a program",
                      .otherwise = "text",
                      .choices = {"text", "json"}}}},
                   {"How",
                    {{.names = {"--experiment"},
                      .placeholder = "FILE",
                      .meaning = "the run's experiment, when it is not on record whole",
                      .otherwise = "where it was"},
                     var_option(),
                     var_file_option(),
                     resolve_option()}},
                   talk_section()},
      .exit_status =
          "0 nothing is owed any more, 1 something is, or a rollback failed, 2 wrong usage",
      .least = 0,
      .most = any_number};
  return spec;
}

Parsed read_recover_flags(const Given& given, const TalkFlags& talk) {
  RecoverFlags flags;
  flags.talk = read_talk(given, talk);
  auto overrides = read_overrides(given);
  if (!overrides) return std::unexpected(overrides.error());
  auto resolve = read_resolve(given);
  if (!resolve) return std::unexpected(resolve.error());
  auto var_files = read_files(given, "--var-file");
  if (!var_files) return std::unexpected(var_files.error());
  flags.var_files = *std::move(var_files);
  flags.paths.assign(given.arguments.begin(), given.arguments.end());
  flags.yes = given.has("--yes");
  flags.list = given.has("--list");
  flags.again = given.has("--again");
  flags.json = given.text("--format") == "json";
  if (given.has("--experiment")) flags.experiment = given.text("--experiment");
  flags.overrides = *std::move(overrides);
  flags.resolve = *std::move(resolve);
  return flags;
}

}  // namespace brunt::cli

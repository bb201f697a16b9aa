#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {
namespace {

std::optional<run::RollbackStrategy> rollbacks_of(const Given& given) {
  using run::RollbackStrategy;
  const std::string name = given.text("--rollback-strategy");
  if (name == "default") return RollbackStrategy::when_not_failed;
  if (name == "always") return RollbackStrategy::always;
  if (name == "never") return RollbackStrategy::never;
  if (name == "deviated") return RollbackStrategy::deviated;
  return std::nullopt;
}

}  // namespace

const CommandSpec& run_spec() {
  static const CommandSpec spec{
      .name = "run",
      .usage = "[options] EXPERIMENT",
      .arguments = "EXPERIMENT",
      .summary = "run an experiment to its end, rollbacks included, and answer",
      .about =
          "Run an experiment to its end, rollbacks included, write its journal, judge it and "
          "draw its page. EXPERIMENT is a JSON or YAML file. Results go to standard output, "
          "progress and errors to standard error. The first Ctrl-C stops the method and rolls "
          "back, the second gives up.",
      .sections = {{"Files",
                    {{.names = {"-j", "--journal-path", "--journal"},
                      .placeholder = "FILE",
                      .meaning = "where to write the journal",
                      .otherwise = "journal.json"},
                     {.names = {"--report"},
                      .placeholder = "FILE",
                      .meaning = "where to write the page",
                      .otherwise = "report.html beside the journal"},
                     {.names = {"--no-report"}, .meaning = "write no page"}}},
                   {"Run",
                    {{.names = {"--rollback-strategy"},
                      .placeholder = "S",
                      .meaning = "default, always, never or deviated",
                      .otherwise = "default",
                      .choices = {"default", "always", "never", "deviated"}},
                     var_option(),
                     resolve_option(),
                     {.names = {"--guard"},
                      .placeholder = "WORD",
                      .meaning = "off: no process stands by that plays the rollbacks at once when "
                                 "this one is killed",
                      .otherwise = "on",
                      .choices = {"on", "off"}},
                     {.names = {"--events"},
                      .placeholder = "TARGET",
                      .meaning = "each event as a JSON line to a file, unix:PATH or tcp:HOST:PORT"},
                     {.names = {"--gate"}, .meaning = "let the answer decide the exit status"}}},
                   talk_section()},
      .exit_status =
          "0 completed and not deviated, 1 deviated, not completed or refused, 2 wrong usage\n"
          "with --gate: 0 held, 1 refuted (or as above), 2 inconclusive or not measured",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_run_flags(const Given& given, const TalkFlags& talk) {
  RunFlags flags;
  flags.talk = read_talk(given, talk);
  auto overrides = read_overrides(given);
  if (!overrides) return std::unexpected(overrides.error());
  auto resolve = read_resolve(given);
  if (!resolve) return std::unexpected(resolve.error());
  flags.experiment = given.arguments[0];
  flags.journal = given.text("--journal-path", "journal.json");
  if (given.has("--report")) flags.page = given.text("--report");
  flags.write_page = !given.has("--no-report");
  flags.overrides = *std::move(overrides);
  flags.resolve = *std::move(resolve);
  flags.rollbacks = rollbacks_of(given);
  flags.gate = given.has("--gate");
  flags.guard = given.text("--guard") != "off";
  flags.events = given.text("--events");
  if (talk.as_chaos) flags.write_page = given.has("--report");
  return flags;
}

}  // namespace brunt::cli

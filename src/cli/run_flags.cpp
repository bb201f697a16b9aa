#include <charconv>
#include <cmath>
#include <system_error>

#include "cli/claims.h"
#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {
namespace {

/// A value that the table has checked, as the engine has it; nothing when it was not given.
template <class T>
std::optional<T> chosen(const Given& given, std::string_view option,
                        Result<T> (*read)(std::string_view)) {
  if (!given.has(option)) return std::nullopt;
  const auto value = read(given.text(option));
  return value ? std::optional(*value) : std::nullopt;
}

std::expected<std::chrono::nanoseconds, WrongUsage> frequency_of(const Given& given) {
  constexpr double least = 0.001;
  constexpr double most = 1e6;
  const std::string text = given.text("--hypothesis-frequency", "1.0");
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool number = error == std::errc{} && end == text.data() + text.size();
  if (number && seconds >= least && seconds <= most)
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
  return std::unexpected(wrong_usage(std::string(given.command->name),
                                     "wrong value for --hypothesis-frequency", "\"" + text + "\"",
                                     "seconds between two checks, from 0.001 to 1000000",
                                     "write a number such as 0.5"));
}

void read_engine_flags(const Given& given, RunFlags& flags) {
  flags.hypothesis = chosen(given, "--hypothesis-strategy", run::hypothesis_strategy);
  flags.misspelt_strategy = given.text("--hypothesis-strategy") == "continously";
  flags.rollbacks = chosen(given, "--rollback-strategy", run::rollback_strategy);
  flags.fail_fast = given.has("--fail-fast");
  flags.dry = chosen(given, "--dry", run::dry_mode).value_or(run::Dry::none);
  flags.only = chosen(given, "--only", run::only_part).value_or(run::Only::everything);
  flags.strict = given.has("--strict");
}

const Section& strategies_section() {
  static const Section section{
      "Steady state and rollbacks",
      {{.names = {"--hypothesis-strategy"},
        .placeholder = "S",
        .meaning = "when the hypothesis is checked: default (before and after), "
                   "before-method-only, after-method-only, during-method-only, continuously or "
                   "skip",
        .otherwise = "default",
        .choices = run::hypothesis_strategy_words(),
        .accepted = {"continously"}},
       {.names = {"--hypothesis-frequency"},
        .placeholder = "SECONDS",
        .meaning = "time between two checks while the method runs",
        .otherwise = "1.0"},
       {.names = {"--fail-fast"}, .meaning = "a check that misses while the method runs ends it"},
       {.names = {"--rollback-strategy"},
        .placeholder = "S",
        .meaning = "default, always, never or deviated",
        .otherwise = "default",
        .choices = run::rollback_strategy_words()},
       {.names = {"--strict"},
        .meaning = "a missed gate fails; a miss while the method runs is a deviation"}}};
  return section;
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
                   strategies_section(),
                   {"Run",
                    {{.names = {"--dry"},
                      .placeholder = "WHAT",
                      .meaning = "leave out actions, probes, activities (both) or every pause",
                      .choices = run::dry_words()},
                     {.names = {"--only"},
                      .placeholder = "PART",
                      .meaning = "run the method alone, or the rollbacks alone",
                      .choices = run::only_words()},
                     var_option(),
                     var_file_option(),
                     no_verify_tls_option(),
                     {.names = {"--no-validation"},
                      .meaning = "ask no activity beforehand whether it can be run; what cannot be "
                                 "run aborts the run when its turn comes"},
                     {.names = {"--control-file"},
                      .placeholder = "FILE",
                      .meaning = "controls for every experiment; taken, and named in a warning: "
                                 "controls are not run yet"},
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
                     claim_option(),
                     slo_option(),
                     {.names = {"--gate"}, .meaning = "let the answer decide the exit status"}}},
                   talk_section()},
      .exit_status =
          "0 completed and not deviated, 1 deviated, not completed or refused, 2 wrong usage\n"
          "with --strict: 1 also when the gate was missed\n"
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
  auto var_files = read_files(given, "--var-file");
  if (!var_files) return std::unexpected(var_files.error());
  flags.overrides = *std::move(overrides);
  flags.var_files = *std::move(var_files);
  auto control_files = read_files(given, "--control-file");
  if (!control_files) return std::unexpected(control_files.error());
  flags.control_files = *std::move(control_files);
  flags.validate = !given.has("--no-validation");
  flags.verify_tls = !given.has("--no-verify-tls");
  flags.resolve = *std::move(resolve);
  auto frequency = frequency_of(given);
  if (!frequency) return std::unexpected(frequency.error());
  flags.frequency = *frequency;
  read_engine_flags(given, flags);
  flags.gate = given.has("--gate");
  auto claims = read_claims(given);
  if (!claims) return std::unexpected(claims.error());
  flags.claims = *std::move(claims);
  auto slo_files = read_files(given, "--slo");
  if (!slo_files) return std::unexpected(slo_files.error());
  flags.slo_files = *std::move(slo_files);
  flags.guard = given.text("--guard") != "off";
  flags.events = given.text("--events");
  if (talk.as_chaos) flags.write_page = given.has("--report");
  return flags;
}

}  // namespace brunt::cli

#include "cli/load_command.h"

#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/help.h"
#include "cli/load_caller.h"
#include "cli/load_reading.h"
#include "cli/output.h"
#include "cli/version.h"
#include "load/flag_set.h"
#include "load/vegeta_flags.h"

namespace brunt::cli {
namespace {

using load::FlagSet;

/// The generator's own verdict: what it sent of what was due, and how punctually.
void show_summary(const load::Summary& summary) {
  const auto us = [](std::chrono::nanoseconds value) { return seconds(value) * 1e6; };
  print_text(
      STDERR_FILENO,
      fmt::format("sent {} of {} due ({} queued, {} shed), {} succeeded, {} failed\n"
                  "send error p50 {:.2f} us, p99 {:.2f} us, p99.9 {:.2f} us, max {:.2f} us; "
                  "{} late by more than 1 ms: {}\n",
                  summary.sent, summary.due, summary.queued, summary.shed, summary.ok,
                  summary.failed, us(summary.lateness_p50), us(summary.lateness_p99),
                  us(summary.lateness_p999), us(summary.lateness_max), summary.late,
                  summary.generator_limited ? "GENERATOR LIMITED" : "the generator kept up"));
}

/// A closed standard output ends vegeta by a signal.
void die_with_the_reader(const Error& error, const LoadCaller& caller) {
  if (!caller.as_vegeta || error.what != "cannot write 'stdout': Broken pipe") return;
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

int attack_command(std::vector<std::string> words, const LoadCaller& caller) {
  words.insert(words.begin(), "attack");
  auto command = load::parse_attack_words(
      std::move(words), caller.as_vegeta ? load::vegeta_attack() : load::AttackCommand());
  if (!command) return caller.refuse(command.error());
  if (auto ready = load::prepare_attack(*command, ""); !ready) return caller.fail(ready.error());
  command->options.abandon = caller.stops.give_up;
  const Limits limits{Deadline::never(), caller.stops.stop};
  const auto summary = load::run_attack(*command, "", {}, limits);
  if (!summary) {
    die_with_the_reader(summary.error(), caller);
    return caller.fail(summary.error());
  }
  for (const std::string& warning : summary->warnings) {
    print_text(STDERR_FILENO, "warning: " + warning + "\n");
  }
  if (!caller.as_vegeta) show_summary(*summary);
  const std::optional<Error>& unread = summary->target_error;
  if (unread) return caller.fail(*unread);
  const std::optional<Error>& unrecorded = summary->record_error;
  if (!unrecorded) return 0;
  die_with_the_reader(*unrecorded, caller);
  return caller.fail(*unrecorded);
}

int dispatch(std::vector<std::string> words, const LoadCaller& caller) {
  const std::string command = words.front();
  words.erase(words.begin());
  // A closed standard output ends it quietly, as it does vegeta. (An attack has sockets to mind.)
  if (caller.as_vegeta && command != "attack") std::signal(SIGPIPE, SIG_DFL);
  if (command == "attack") return attack_command(std::move(words), caller);
  if (command == "report") return load_report_command(std::move(words), caller);
  if (command == "encode") return load_encode_command(std::move(words), caller);
  if (command == "plot") return load_plot_command(std::move(words), caller);
  if (command == "dump") {
    const char* name = caller.as_vegeta ? "vegeta" : "brunt load";
    caller.tell(
        fmt::format("{0} dump has been deprecated and succeeded by the {0} encode command", name));
    return 1;
  }
  const std::string near = closest(command, {"attack", "report", "encode", "plot"});
  caller.tell(
      caller.as_vegeta || near.empty()
          ? "Unknown command: " + printable(command)
          : fmt::format("unknown command '{}', did you mean '{}'?", printable(command), near));
  return 1;
}

}  // namespace

int load_command(const std::vector<std::string>& words, bool called_as_vegeta, const Stops& stops) {
  const LoadCaller caller{called_as_vegeta, stops};
  std::vector<std::string> rest = words;
  load::GlobalFlags global;
  FlagSet flags;
  load::add_global_flags(flags, global);
  if (auto parsed = flags.parse(rest); !parsed) return caller.refuse(parsed.error());
  if (global.version) {
    const std::string text =
        fmt::format("Version: {} (brunt)\nCommit: \nRuntime: native\nDate: \n", version());
    return print_text(STDOUT_FILENO, text) ? 0 : 1;
  }
  if (rest.empty()) {
    print_text(STDERR_FILENO, help_text("load"));
    return 1;
  }
  return dispatch(std::move(rest), caller);
}

}  // namespace brunt::cli

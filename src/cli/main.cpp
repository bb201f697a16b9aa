#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/flags.h"
#include "cli/guard_command.h"
#include "cli/load_command.h"
#include "cli/output.h"
#include "cli/sandbox_command.h"
#include "cli/signals.h"
#include "cli/version.h"

namespace brunt::cli {
namespace {

int print_version() {
  return print_text(STDOUT_FILENO, "brunt " + std::string(version()) + "\n") ? 0 : 1;
}

int usage_error(const WrongUsage& wrong) {
  const ErrorOutput errors{look_of(STDERR_FILENO, ColourWish::automatic, false), false};
  errors.tell(wrong.trouble);
  return wrong.status;
}

/// One call per command.
struct Dispatch {
  const Stops& stops;

  int operator()(const RunFlags& flags) const { return run_command(flags, stops); }
  int operator()(const ValidateFlags& flags) const { return validate_command(flags); }
  int operator()(const ReportFlags& flags) const { return report_command(flags); }
  int operator()(const DemoFlags& flags) const { return demo_command(flags, stops); }
  int operator()(const InfoFlags& flags) const { return info_command(flags); }
  int operator()(const JournalFlags& flags) const { return journal_command(flags); }
  int operator()(const RecoverFlags& flags) const { return recover_command(flags, stops); }
  int operator()(const OwnWords& own) const {
    if (own.command == "load") return load_command(own.words, false, stops);
    return sandbox_command(own.words, stops);
  }
  int operator()(const HelpWanted& help) const {
    return print_text(STDOUT_FILENO, help.text) ? 0 : 1;
  }
  int operator()(const VersionWanted&) const { return print_version(); }
};

int run_program(std::string_view name, const std::vector<std::string>& words) {
  if (const auto status = guard_process(words)) return *status;
  block_signals();
  const bool as_vegeta = std::filesystem::path(name).filename() == "vegeta";
  if (!as_vegeta && words.size() == 1 && words[0] == "--version") return print_version();
  if (!as_vegeta) {
    if (const auto status = sandbox_process(words)) return *status;
  }
  const SignalWatch signals;
  const Stops stops = signals.stops();
  if (as_vegeta) return load_command(words, true, stops);
  const auto command = parse_command_line(words);
  if (!command) return usage_error(command.error());
  return std::visit(Dispatch{stops}, *command);
}

}  // namespace
}  // namespace brunt::cli

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return brunt::cli::run_program(argc > 0 ? argv[0] : "brunt", words);
}

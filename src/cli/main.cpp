#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/flags.h"
#include "cli/guard_command.h"
#include "cli/load_command.h"
#include "cli/man_page.h"
#include "cli/output.h"
#include "cli/sandbox_command.h"
#include "cli/signals.h"
#include "cli/version.h"

namespace brunt::cli {
namespace {

/// The release of Chaos Toolkit's command whose behaviour is followed.
constexpr std::string_view chaos_version = "1.19.0";

int print_version(bool as_chaos) {
  const std::string ours = "brunt " + std::string(version());
  const std::string text =
      as_chaos ? fmt::format("chaos, version {}, by {}\n", chaos_version, ours) : ours + "\n";
  return print_text(STDOUT_FILENO, text) ? 0 : 1;
}

int usage_error(const WrongUsage& wrong) {
  const ErrorOutput errors{look_of(STDERR_FILENO, ColourWish::automatic, false), false};
  errors.tell(wrong.trouble);
  return wrong.status;
}

/// --change-dir: a log file stays where it was named.
std::optional<Trouble> enter_folder(TalkFlags& talk) {
  if (!talk.change_dir) return std::nullopt;
  std::error_code error;
  if (talk.log.file) talk.log.file = std::filesystem::absolute(*talk.log.file, error);
  std::filesystem::current_path(*talk.change_dir, error);
  if (!error) return std::nullopt;
  Trouble trouble;
  trouble.sentence = "cannot work in the folder";
  trouble.where = "--change-dir " + talk.change_dir->string();
  trouble.found = error.message();
  trouble.expected = "a folder";
  trouble.to_do = "make it, or name another one";
  return trouble;
}

int print_made(const TextWanted& wanted) {
  const bool man = wanted.kind == TextWanted::Kind::man;
  const std::string text = man ? man_page(wanted.of, version()) : completion_script(wanted.of);
  return print_text(STDOUT_FILENO, text) ? 0 : 1;
}

/// One call per command.
struct Dispatch {
  const Stops& stops;
  bool as_chaos;

  int operator()(const RunFlags& flags) const { return run_command(flags, stops); }
  int operator()(const ValidateFlags& flags) const { return validate_command(flags, stops); }
  int operator()(const SchemaFlags& flags) const { return schema_command(flags); }
  int operator()(const ReportFlags& flags) const { return report_command(flags); }
  int operator()(const DemoFlags& flags) const { return demo_command(flags, stops); }
  int operator()(const InfoFlags& flags) const { return info_command(flags); }
  int operator()(const JournalFlags& flags) const { return journal_command(flags); }
  int operator()(const RecoverFlags& flags) const { return recover_command(flags, stops); }
  int operator()(const SettingsFlags& flags) const { return settings_command(flags); }
  int operator()(const InitFlags& flags) const { return init_command(flags, stops); }
  int operator()(const DiscoverFlags& flags) const { return discover_command(flags, stops); }
  int operator()(const TextWanted& wanted) const { return print_made(wanted); }
  int operator()(const OwnWords& own) const {
    if (own.command == "load") return load_command(own.words, false, stops);
    return sandbox_command(own.words, stops);
  }
  int operator()(const HelpWanted& help) const {
    return print_text(STDOUT_FILENO, help.text) ? 0 : 1;
  }
  int operator()(const VersionWanted&) const { return print_version(as_chaos); }
};

int run_program(std::string_view name, const std::vector<std::string>& words) {
  if (const auto status = guard_process(words)) return *status;
  block_signals();
  const auto called = std::filesystem::path(name).filename();
  const bool as_vegeta = called == "vegeta";
  const bool as_chaos = called == "chaos";
  if (!as_vegeta && words.size() == 1 && words[0] == "--version") return print_version(as_chaos);
  if (!as_vegeta) {
    if (const auto status = sandbox_process(words)) return *status;
  }
  const SignalWatch signals;
  const Stops stops = signals.stops();
  if (as_vegeta) return load_command(words, true, stops);
  auto command = parse_command_line(words, as_chaos);
  if (!command) return usage_error(command.error());
  if (auto* run = std::get_if<RunFlags>(&*command)) run->as_reference = as_chaos;
  std::optional<Trouble> trouble;
  std::visit(
      [&](auto& flags) {
        if constexpr (requires { flags.talk; }) trouble = enter_folder(flags.talk);
      },
      *command);
  if (trouble) return usage_error({*trouble, 1});
  return std::visit(Dispatch{stops, as_chaos}, *command);
}

}  // namespace
}  // namespace brunt::cli

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return brunt::cli::run_program(argc > 0 ? argv[0] : "brunt", words);
}

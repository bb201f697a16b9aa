#include "cli/flags.h"

#include <algorithm>

#include "base/text.h"
#include "cli/command_flags.h"
#include "cli/help.h"

namespace brunt::cli {
namespace {

using Words = std::vector<std::string>;

TalkFlags talk_of(const Given& before) {
  TalkFlags talk;
  talk.verbose = before.has("--verbose");
  talk.json = before.text("--log-format") == "json";
  return talk;
}

Parsed read_command(const std::string& name, const Words& words, const TalkFlags& talk) {
  for (const auto& reader : command_readers()) {
    if (reader.name != name) continue;
    const CommandSpec& spec = reader.spec();
    if (spec.own_words) return OwnWords{spec.name, words};
    const auto given = read_words(spec, words);
    if (!given) return std::unexpected(given.error());
    if (given->help) return HelpWanted{help_text(name)};
    return reader.read(*given, talk);
  }
  const std::string near = closest(name, command_names());
  return std::unexpected(wrong_usage("", "unknown command " + name, "\"" + name + "\"",
                                     join(command_names(), ", "),
                                     near.empty() ? "" : "did you mean brunt " + near + "?"));
}

}  // namespace

const std::vector<CommandReader>& command_readers() {
  static const std::vector<CommandReader> readers = {
      {"run", run_spec, read_run_flags},
      {"validate", validate_spec, read_validate_flags},
      {"recover", recover_spec, read_recover_flags},
      {"journal", journal_spec, read_journal_flags},
      {"report", report_spec, read_report_flags},
      {"demo", demo_spec, read_demo_flags},
      {"sandbox", sandbox_spec, nullptr},
      {"load", load_spec, nullptr},
      {"info", info_spec, read_info_flags},
  };
  return readers;
}

std::expected<Command, WrongUsage> parse_command_line(const Words& words) {
  const auto before = read_leading_options(program_spec(), words);
  if (!before) return std::unexpected(before.error());
  if (before->has("--version")) return VersionWanted{};
  if (before->has("--help")) return HelpWanted{help_text("")};
  if (before->arguments.empty())
    return std::unexpected(
        wrong_usage("", "a command is missing", "nothing", join(command_names(), ", ")));
  const std::string& name = before->arguments.front();
  if (name == "version") return VersionWanted{};
  if (name == "help") return HelpWanted{help_text("")};
  return read_command(name, Words(before->arguments.begin() + 1, before->arguments.end()),
                      talk_of(*before));
}

}  // namespace brunt::cli

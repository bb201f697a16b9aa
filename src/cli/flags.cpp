#include "cli/flags.h"

#include <algorithm>

#include "base/text.h"
#include "cli/command_flags.h"
#include "cli/help.h"

namespace brunt::cli {
namespace {

using Words = std::vector<std::string>;

LogLevel level_of(const std::string& name) {
  if (name == "info") return LogLevel::info;
  if (name == "warning") return LogLevel::warning;
  return name == "error" ? LogLevel::error : LogLevel::debug;
}

TalkFlags talk_of(const Given& before, bool as_chaos) {
  TalkFlags talk;
  talk.as_chaos = as_chaos;
  talk.log.file_level = level_of(before.text("--log-file-level"));
  if (as_chaos) talk.log.file = "chaostoolkit.log";
  if (before.has("--log-file")) talk.log.file = before.text("--log-file");
  if (before.has("--no-log-file")) talk.log.file.reset();
  if (before.has("--settings")) talk.settings = before.text("--settings");
  if (before.has("--change-dir")) talk.change_dir = before.text("--change-dir");
  talk.verbose = before.has("--verbose");
  talk.json = before.text("--log-format") == "json";
  return talk;
}

Parsed read_command(const std::string& name, const Words& words, const TalkFlags& talk) {
  for (const auto& reader : command_readers()) {
    if (reader.name != name) continue;
    const CommandSpec& spec = reader.spec();
    if (spec.own_words) return OwnWords{talk, spec.name, words};
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
      {"schema", schema_spec, read_schema_flags},
      {"recover", recover_spec, read_recover_flags},
      {"journal", journal_spec, read_journal_flags},
      {"report", report_spec, read_report_flags},
      {"demo", demo_spec, read_demo_flags},
      {"sandbox", sandbox_spec, nullptr},
      {"load", load_spec, nullptr},
      {"init", init_spec, read_init_flags},
      {"discover", discover_spec, read_discover_flags},
      {"settings", settings_spec, read_settings_flags},
      {"info", info_spec, read_info_flags},
      {"completion", completion_spec, read_completion_flags},
      {"man", man_spec, read_man_flags},
  };
  return readers;
}

std::expected<Command, WrongUsage> parse_command_line(const Words& words, bool as_chaos) {
  const auto before = read_leading_options(program_spec(), words);
  if (!before) return std::unexpected(before.error());
  if (before->has("--version")) return VersionWanted{};
  if (before->has("--help")) return HelpWanted{help_text("")};
  if (before->arguments.empty() && as_chaos) return HelpWanted{help_text("")};
  if (before->arguments.empty())
    return std::unexpected(
        wrong_usage("", "a command is missing", "nothing", join(command_names(), ", ")));
  const std::string& name = before->arguments.front();
  if (name == "version") return VersionWanted{};
  if (name == "help") return HelpWanted{help_text("")};
  return read_command(name, Words(before->arguments.begin() + 1, before->arguments.end()),
                      talk_of(*before, as_chaos));
}

}  // namespace brunt::cli

#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/given.h"
#include "cli/options.h"

namespace brunt::cli {

using Parsed = std::expected<Command, WrongUsage>;

/// A command: its options, and how what was given becomes its flags. To add one: its flags struct
/// in flags.h, its two functions in NAME_flags.cpp, a row in flags.cpp, a call in main.cpp.
struct CommandReader {
  std::string_view name;
  const CommandSpec& (*spec)();
  Parsed (*read)(const Given& given, const TalkFlags& talk);
};

const std::vector<CommandReader>& command_readers();

const CommandSpec& run_spec();
Parsed read_run_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& validate_spec();
Parsed read_validate_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& schema_spec();
Parsed read_schema_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& report_spec();
Parsed read_report_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& demo_spec();
Parsed read_demo_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& info_spec();
Parsed read_info_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& journal_spec();
Parsed read_journal_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& recover_spec();
Parsed read_recover_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& settings_spec();
Parsed read_settings_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& init_spec();
Parsed read_init_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& discover_spec();
Parsed read_discover_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& completion_spec();
Parsed read_completion_flags(const Given& given, const TalkFlags& talk);

const CommandSpec& man_spec();
Parsed read_man_flags(const Given& given, const TalkFlags& talk);

/// They read their own words.
const CommandSpec& load_spec();
const CommandSpec& sandbox_spec();

}  // namespace brunt::cli

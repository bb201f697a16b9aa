#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace brunt::cli {

/// One option of a command. What reads words, help pages, completion scripts and man pages are all
/// made from it; a placeholder FILE, PATH or EXPERIMENT completes to files, DIR to folders.
struct Option {
  std::vector<std::string_view> names;          ///< "-j", "--journal-path", "--journal"
  std::string_view placeholder = {};            ///< "" is a switch, which takes no value
  std::string_view meaning = {};                ///< plain words, no full stop; wrapped where shown
  std::string_view otherwise = {};              ///< what holds without it, as a reader is told
  std::vector<std::string_view> choices = {};   ///< all values there are; none = any
  std::vector<std::string_view> accepted = {};  ///< values taken besides, but not shown

  /// What the option is looked up by: its first long name, else its only one.
  std::string_view key() const;
};

struct Section {
  std::string_view title;
  std::vector<Option> options;
};

/// The first word of a command that has words of its own: `sandbox up`, `settings get`.
struct Word {
  std::string_view name;
  std::string_view arguments = {};  ///< "[POD]"
  std::string_view meaning = {};
};

struct CommandSpec {
  std::string_view name;               ///< "" is the program itself
  std::string_view usage;              ///< behind the name: "[options] JOURNAL [PAGE]"
  std::string_view arguments = {};     ///< shown in the list of commands, named when missing
  std::string_view summary = {};       ///< one line of the list of commands
  std::string_view about = {};         ///< what it does, some sentences
  std::string_view words_title = {};   ///< heading of `words`
  std::vector<Word> words = {};        ///< what the first argument may be; none = anything
  std::vector<Section> sections = {};  ///< options, as the help page orders them
  std::string_view exit_status = {};   ///< lines, the first after "exit status: "
  std::size_t least = 0, most = 0;     ///< arguments; `most` = unbounded when npos
  int wrong_usage = 2;                 ///< exit status
  bool own_words = false;              ///< reads its words itself; the table only tells of them
};

constexpr std::size_t any_number = static_cast<std::size_t>(-1);

/// What every command with an output or words of its own has.
Option colour_option();
Option ascii_option();
Option help_option();

/// --quiet, --verbose, --log-format, --color, --ascii, --help: every command of ours has them.
const Section& talk_section();

/// The options before the command.
const CommandSpec& program_spec();

/// All commands, in the order of the help page.
const std::vector<const CommandSpec*>& all_commands();

/// Null when there is none of this name; "" gives the program.
const CommandSpec* command_spec(std::string_view name);

/// Null when the command has no such option.
const Option* find_option(const CommandSpec& command, std::string_view name);

std::vector<std::string> command_names();
std::vector<std::string> long_names(const CommandSpec& command);

}  // namespace brunt::cli

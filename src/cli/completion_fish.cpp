#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion_parts.h"

namespace brunt::cli {
namespace {

std::string fish_option(const Option& option, std::string_view condition) {
  std::string line = fmt::format("complete -c brunt -n {}", in_quotes(condition));
  for (const auto name : option.names) {
    if (name.starts_with("--")) {
      line += fmt::format(" -l {}", name.substr(2));
    } else {
      line += fmt::format(" -{} {}", name.size() == 2 ? "s" : "o", name.substr(1));
    }
  }
  switch (values_of(option)) {
    case Values::none:
      break;
    case Values::choices:
      line += " -x -a " + in_quotes(joined(option.choices, " "));
      break;
    case Values::files:
      line += " -r -F";
      break;
    case Values::folders:
      line += " -x -a '(__fish_complete_directories)'";
      break;
    case Values::anything:
      line += " -x";
      break;
  }
  return line + " -d " + in_quotes(option.meaning) + "\n";
}

}  // namespace

std::string fish_script() {
  const std::string first = "not __fish_seen_subcommand_from " + join(command_names(), " ");
  std::string script =
      "# fish completion for brunt; brunt completion fish | source\n"
      "complete -c brunt -f\n";
  for_each_option(program_spec(),
                  [&](const Option& option) { script += fish_option(option, first); });
  for (const CommandSpec* command : all_commands())
    script += fmt::format("complete -c brunt -n {} -a {} -d {}\n", in_quotes(first), command->name,
                          in_quotes(command->summary));
  for (const CommandSpec* command : all_commands()) {
    const std::string here = fmt::format("__fish_seen_subcommand_from {}", command->name);
    if (values_of(command->arguments) == Values::files || !command->words.empty())
      script += fmt::format("complete -c brunt -n {} -F\n", in_quotes(here));
    for (const auto& word : command->words)
      script += fmt::format("complete -c brunt -n {} -a {} -d {}\n", in_quotes(here), word.name,
                            in_quotes(word.meaning));
    for_each_option(*command, [&](const Option& option) { script += fish_option(option, here); });
  }
  return script;
}

}  // namespace brunt::cli

#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion_parts.h"

namespace brunt::cli {
namespace {

std::string bash_values(Values values, const Option& option) {
  switch (values) {
    case Values::choices:
      return fmt::format("COMPREPLY=($(compgen -W {} -- \"$cur\"))",
                         in_quotes(joined(option.choices, " ")));
    case Values::files:
      return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Values::folders:
      return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Values::none:
    case Values::anything:
      break;
  }
  return ":";
}

/// One `case` branch for each option with a value: `"run --journal" | "run -j") ... ;;`
std::string bash_value_cases(const CommandSpec& command) {
  std::string cases;
  for_each_option(command, [&](const Option& option) {
    if (option.placeholder.empty()) return;
    std::string names;
    for (const auto name : option.names)
      names += fmt::format("{}\"{} {}\"", names.empty() ? "" : " | ", command.name, name);
    cases += fmt::format("    {}) {}; return ;;\n", names, bash_values(values_of(option), option));
  });
  return cases;
}

std::string bash_command_case(const CommandSpec& command) {
  const std::string words = first_words(command);
  std::string after = ":";
  if (values_of(command.arguments) == Values::files || !words.empty())
    after = "COMPREPLY+=($(compgen -f -- \"$cur\"))";
  if (!words.empty())
    after = fmt::format(
        "if ((arguments == 0)); then COMPREPLY+=($(compgen -W {} -- \"$cur\")); else {}; fi",
        in_quotes(words), after);
  return fmt::format("    {}) options={}; [[ $cur == -* ]] || {{ {}; }} ;;\n", command.name,
                     in_quotes(all_names(command)), after);
}

}  // namespace

std::string bash_script() {
  std::string with_value, value_cases, command_cases;
  for_each_option(program_spec(), [&](const Option& option) {
    if (!option.placeholder.empty())
      with_value += (with_value.empty() ? "" : " | ") + joined(option.names, " | ");
  });
  value_cases = bash_value_cases(program_spec());
  for (const CommandSpec* command : all_commands()) {
    value_cases += bash_value_cases(*command);
    command_cases += bash_command_case(*command);
  }
  return fmt::format(R"(# bash completion for brunt; source <(brunt completion bash)
_brunt() {{
  local cur prev word command="" options="" arguments=0 skip=0 i
  cur=${{COMP_WORDS[COMP_CWORD]}}
  prev=${{COMP_WORDS[COMP_CWORD - 1]}}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if ((skip)); then skip=0; continue; fi
    case $word in
      {}) [[ -z $command ]] && skip=1 ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=$word; else ((arguments++)); fi ;;
    esac
  done
  COMPREPLY=()
  case "$command $prev" in
{}  esac
  case $command in
    "") options={}; [[ $cur == -* ]] || COMPREPLY=($(compgen -W {} -- "$cur")) ;;
{}  esac
  [[ $cur == -* ]] && COMPREPLY=($(compgen -W "$options" -- "$cur"))
}}
complete -o filenames -F _brunt brunt
)",
                     with_value, value_cases, in_quotes(all_names(program_spec())),
                     in_quotes(join(command_names(), " ")), command_cases);
}

}  // namespace brunt::cli

#include "cli/completion.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/options.h"

namespace brunt::cli {
namespace {

enum class Values { none, anything, files, folders, choices };

Values values_of(std::string_view placeholder) {
  if (placeholder.empty()) return Values::none;
  if (placeholder.starts_with("DIR")) return Values::folders;
  for (const std::string_view file : {"FILE", "PATH", "EXPERIMENT", "JOURNAL", "RUN", "[FILE"})
    if (placeholder.starts_with(file)) return Values::files;
  return Values::anything;
}

Values values_of(const Option& option) {
  return option.choices.empty() ? values_of(option.placeholder) : Values::choices;
}

template <class Each>
void for_each_option(const CommandSpec& command, const Each& each) {
  for (const auto& section : command.sections)
    for (const auto& option : section.options)
      each(option);
}

std::string joined(const std::vector<std::string_view>& parts, std::string_view separator) {
  return join({parts.begin(), parts.end()}, separator);
}

/// Every name of every option of `command`.
std::string all_names(const CommandSpec& command) {
  std::string names;
  for_each_option(command, [&](const Option& option) {
    names += (names.empty() ? "" : " ") + joined(option.names, " ");
  });
  return names;
}

std::string first_words(const CommandSpec& command) {
  std::string words;
  for (const auto& word : command.words)
    words += (words.empty() ? "" : " ") + std::string(word.name);
  return words;
}

/// `text` in single quotes, for all three shells.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out + "'";
}

// bash ------------------------------------------------------------------------------------------

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

// zsh -------------------------------------------------------------------------------------------

/// Texts within the brackets and between the colons of an _arguments specification.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string zsh_action(const Option& option) {
  switch (values_of(option)) {
    case Values::choices:
      return "(" + joined(option.choices, " ") + ")";
    case Values::files:
      return "_files";
    case Values::folders:
      return "_files -/";
    case Values::none:
    case Values::anything:
      break;
  }
  return " ";
}

std::string zsh_options(const CommandSpec& command, std::string_view indent) {
  std::string lines;
  for_each_option(command, [&](const Option& option) {
    for (const auto name : option.names) {
      const bool joinable = name.starts_with("--") && !option.placeholder.empty();
      std::string spec =
          fmt::format("*{}{}[{}]", name, joinable ? "=" : "", zsh_text(option.meaning));
      if (!option.placeholder.empty())
        spec += fmt::format(":{}:{}", zsh_text(option.placeholder), zsh_action(option));
      lines += fmt::format("{}{} \\\n", indent, in_quotes(spec));
    }
  });
  return lines;
}

std::string zsh_words(const CommandSpec& command) {
  const bool files = values_of(command.arguments) == Values::files || !command.words.empty();
  std::string rest =
      in_quotes(fmt::format("*:{}:{}", zsh_text(command.arguments), files ? "_files" : " "));
  if (command.words.empty()) return rest;
  std::string words;
  for (const auto& word : command.words)
    words += fmt::format("{}{}\\:{}", words.empty() ? "" : " ", word.name,
                         in_quotes(zsh_text(word.meaning)));
  std::string known;
  for (const auto& word : command.words)
    known += (known.empty() ? "" : " ") + std::string(word.name);
  return in_quotes(fmt::format("1:word:({})", known)) + " " + rest;
}

std::string zsh_script() {
  std::string list, cases;
  for (const CommandSpec* command : all_commands()) {
    list += fmt::format("        {}\n",
                        in_quotes(fmt::format("{}:{}", command->name, zsh_text(command->summary))));
    cases += fmt::format("        {})\n          _arguments \\\n{}            {}\n          ;;\n",
                         command->name, zsh_options(*command, "            "), zsh_words(*command));
  }
  return fmt::format(R"(#compdef brunt
# zsh completion for brunt; source <(brunt completion zsh)
_brunt() {{
  local curcontext=$curcontext state line
  local -a commands
  typeset -A opt_args
  _arguments -C \
{}    '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      commands=(
{}      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
{}      esac
      ;;
  esac
}}
if [[ $funcstack[1] == _brunt ]]; then _brunt "$@"; else compdef _brunt brunt; fi
)",
                     zsh_options(program_spec(), "    "), list, cases);
}

// fish ------------------------------------------------------------------------------------------

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

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return {};
}

}  // namespace brunt::cli

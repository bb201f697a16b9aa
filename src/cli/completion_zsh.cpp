#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion_parts.h"

namespace brunt::cli {
namespace {

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

}  // namespace

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

}  // namespace brunt::cli

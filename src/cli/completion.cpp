#include "cli/completion.h"

#include "base/text.h"
#include "cli/completion_parts.h"

namespace brunt::cli {

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

std::string joined(const std::vector<std::string_view>& parts, std::string_view separator) {
  return join({parts.begin(), parts.end()}, separator);
}

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

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return {};
}

}  // namespace brunt::cli

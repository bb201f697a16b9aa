#include "cli/help.h"

#include <algorithm>

#include "base/text.h"

namespace brunt::cli {
namespace {

constexpr std::size_t width = 100;
constexpr std::size_t meaning_column = 22;
constexpr std::size_t default_column = 79;
constexpr std::size_t default_end = 98;

/// `text` in lines of at most `columns`, broken at blanks; line ends in it stay.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  for (const auto& paragraph : split(text, '\n')) {
    std::string line;
    for (const auto& word : split(paragraph, ' ')) {
      if (!line.empty() && line.size() + 1 + word.size() > columns) {
        lines.push_back(line);
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    lines.push_back(line);
  }
  return lines;
}

void pad_to(std::string& line, std::size_t column) {
  if (line.size() < column) line.append(column - line.size(), ' ');
}

/// `  head              meaning                                   [otherwise]`
std::string row(std::string_view head, std::string_view meaning, std::string_view otherwise) {
  std::string text;
  std::string line = "  " + std::string(head);
  if (line.size() >= meaning_column) {
    text = line + "\n";
    line.clear();
  }
  const auto lines = wrapped(meaning, width - 1 - meaning_column);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    pad_to(line, meaning_column);
    line += lines[i];
    if (i + 1 < lines.size()) {
      text += line + "\n";
      line.clear();
    }
  }
  if (!otherwise.empty()) {
    const std::string shown = "[" + std::string(otherwise) + "]";
    std::size_t column = default_column;
    if (column + shown.size() > default_end) column = default_end - shown.size();
    if (line.size() + 1 > column) {
      text += line + "\n";
      line.clear();
    }
    pad_to(line, column);
    line += shown;
  }
  return text + line + "\n";
}

std::string section_text(const Section& section) {
  std::string text(section.title);
  text += "\n";
  for (const auto& option : section.options)
    text += row(option_head(option), option.meaning, option.otherwise);
  return text;
}

std::string with_arguments(std::string_view name, std::string_view arguments) {
  std::string text(name);
  if (!arguments.empty()) text += " " + std::string(arguments);
  return text;
}

std::string words_text(const CommandSpec& spec) {
  std::string text = spec.words.empty() ? "" : std::string(spec.words_title) + "\n";
  for (const auto& word : spec.words)
    text += row(with_arguments(word.name, word.arguments), word.meaning, "");
  return text;
}

std::string commands_text() {
  std::string text = "Commands\n";
  for (const CommandSpec* command : all_commands())
    text += row(with_arguments(command->name, command->arguments), command->summary, "");
  return text;
}

std::string status_text(const CommandSpec& spec) {
  return spec.exit_status.empty() ? "" : "\nexit status: " + std::string(spec.exit_status) + "\n";
}

}  // namespace

std::string option_head(const Option& option) {
  std::string head;
  for (const auto name : option.names) {
    if (!head.empty()) head += ", ";
    head += name;
    const bool bare = option.placeholder.empty() || (name.size() == 2 && option.names.size() > 1);
    if (!bare) head += " " + std::string(option.placeholder);
  }
  return head;
}

std::string help_text(std::string_view command) {
  const CommandSpec* spec = command_spec(command);
  if (spec == nullptr) return {};
  std::string text = "usage: brunt ";
  text += with_arguments(command, spec->usage).substr(command.empty() ? 1 : 0) + "\n";
  text += join(wrapped(spec->about, width), "\n") + "\n";
  if (!command.empty()) text += "\n";
  if (command.empty()) text += "\n" + commands_text();
  text += words_text(*spec);
  for (const auto& section : spec->sections)
    text += section_text(section);
  return text + status_text(*spec);
}

}  // namespace brunt::cli

#include "cli/man_page.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/options.h"

namespace brunt::cli {
namespace {

/// Text that roff shows as it is.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    line_begins = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '`') {
      out += "\\(ga";
    } else if (c == '^') {
      out += "\\(ha";
    } else if (c == '~') {
      out += "\\(ti";
    } else {
      out += c;
    }
  }
  return out;
}

std::string entry(std::string_view head, std::string_view meaning, std::string_view otherwise) {
  std::string text = fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(head), roff(meaning));
  if (!otherwise.empty()) text += fmt::format(".br\nDefault: {}\n", roff(otherwise));
  return text;
}

std::string section(const Section& section) {
  std::string text = fmt::format(".SS {}\n", roff(section.title));
  for (const auto& option : section.options)
    text += entry(option_head(option), option.meaning, option.otherwise);
  return text;
}

std::string commands() {
  std::string text = ".SH COMMANDS\n";
  for (const CommandSpec* command : all_commands()) {
    std::string head(command->name);
    if (!command->arguments.empty()) head += " " + std::string(command->arguments);
    text += entry(head, command->summary, "");
  }
  return text;
}

std::string words(const CommandSpec& spec) {
  std::string text = fmt::format(".SH {}\n", roff(spec.words_title));
  for (const auto& word : spec.words) {
    std::string head(word.name);
    if (!word.arguments.empty()) head += " " + std::string(word.arguments);
    text += entry(head, word.meaning, "");
  }
  return text;
}

std::string see_also(std::string_view command) {
  std::string text = ".SH SEE ALSO\n";
  if (!command.empty()) return text + ".BR brunt (1)\n";
  const auto names = command_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format(".BR brunt\\-{} (1){}\n", names[i], i + 1 < names.size() ? "," : "");
  return text;
}

}  // namespace

std::string man_page(std::string_view command, std::string_view version) {
  const CommandSpec* spec = command_spec(command);
  if (spec == nullptr) return {};
  const std::string name = command.empty() ? "brunt" : "brunt-" + std::string(command);
  const std::string called = command.empty() ? "brunt" : "brunt " + std::string(command);
  const std::string_view summary =
      command.empty() ? std::string_view("break something on purpose, and see whether users notice")
                      : spec->summary;
  std::string upper = name;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"brunt {}\" \"Brunt\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n{}\n"
      ".SH DESCRIPTION\n{}\n",
      roff(upper), version, roff(name), roff(summary), roff(called), roff(spec->usage),
      roff(spec->about));
  if (command.empty()) page += commands();
  if (!spec->words.empty()) page += words(*spec);
  page += ".SH OPTIONS\n";
  for (const auto& part : spec->sections)
    page += section(part);
  if (!spec->exit_status.empty())
    page += fmt::format(".SH EXIT STATUS\n{}\n", roff(spec->exit_status));
  return page + see_also(command);
}

}  // namespace brunt::cli

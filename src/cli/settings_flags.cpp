#include <array>

#include "base/text.h"
#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {
namespace {

struct Verb {
  std::string_view name, arguments;
  std::size_t count;  ///< with the word itself
};

constexpr std::array<Verb, 4> verbs{
    {{"show", "", 1}, {"get", "KEY", 2}, {"set", "KEY JSON", 3}, {"remove", "KEY", 2}}};

}  // namespace

const CommandSpec& settings_spec() {
  static const CommandSpec spec{
      .name = "settings",
      .usage = "WORD [options] [KEY [JSON]]",
      .arguments = "WORD",
      .summary = "read and change the settings file",
      .about =
          "Read and change the settings file. KEY is a dotted path: runtime.rollbacks.strategy; "
          "a dot within a name has a backslash in front, list[2] is an element. JSON is a "
          "value such as '\"text\"', 3 or '[\"a\"]'. A file that is changed is written anew: "
          "sorted, without its comments.",
      .words_title = "Words",
      .words = {{"show", "", "print all of it; secrets are not hidden"},
                {"get", "KEY", "print one value; exit 1 when there is none"},
                {"set", "KEY JSON", "change a value, or make it"},
                {"remove", "KEY", "take a value out, and all within"}},
      .sections = {{"Options",
                    {{.names = {"--format"},
                      .placeholder = "FORM",
                      .meaning = "show, get: yaml or json; get: also string",
                      .otherwise = "yaml",
                      .choices = {"yaml", "json", "string"}}}},
                   talk_section()},
      .exit_status = "0 done, 1 no such file or key, or it cannot be written, 2 wrong usage",
      .least = 1,
      .most = 3};
  return spec;
}

Parsed read_settings_flags(const Given& given, const TalkFlags& talk) {
  const auto& words = given.arguments;
  for (const auto& verb : verbs) {
    if (verb.name != words.front()) continue;
    if (words.size() != verb.count)
      return std::unexpected(wrong_usage(
          "settings", words.size() < verb.count ? "a word is missing" : "too many words",
          "settings " + join(words, " "),
          "settings " + std::string(verb.name) + " " + std::string(verb.arguments)));
  }
  SettingsFlags flags;
  flags.talk = read_talk(given, talk);
  flags.verb = words[0];
  if (words.size() > 1) flags.key = words[1];
  if (words.size() > 2) flags.value = words[2];
  flags.format = given.text("--format", "yaml");
  if (flags.verb == "show" && flags.format == "string")
    return std::unexpected(
        wrong_usage("settings", "wrong value for --format", "\"string\"", "yaml, json"));
  return flags;
}

}  // namespace brunt::cli

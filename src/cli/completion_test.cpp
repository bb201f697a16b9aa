#include "cli/completion.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/every_spec.h"
#include "cli/man_page.h"
#include "cli/options.h"

namespace brunt::cli {
namespace {

/// How fish writes an option's name.
std::string in_fish(std::string_view name) {
  if (name.starts_with("--")) return " -l " + std::string(name.substr(2)) + " ";
  return (name.size() == 2 ? " -s " : " -o ") + std::string(name.substr(1)) + " ";
}

std::string in_roff(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '-' ? "\\-" : std::string(1, c);
  return out;
}

TEST(Completion, KnowsEveryOptionOfEveryCommandInEveryShell) {
  const std::string bash = completion_script("bash");
  const std::string zsh = completion_script("zsh");
  const std::string fish = completion_script("fish");
  for (const CommandSpec* spec : everything()) {
    for (const auto& section : spec->sections) {
      for (const auto& option : section.options) {
        for (const auto name : option.names) {
          EXPECT_NE(bash.find(name), std::string::npos) << spec->name << " " << name;
          EXPECT_NE(zsh.find("'*" + std::string(name)), std::string::npos) << spec->name << name;
          EXPECT_NE(fish.find(in_fish(name)), std::string::npos) << spec->name << " " << name;
        }
        for (const auto choice : option.choices)
          for (const auto& script : {bash, zsh, fish})
            EXPECT_NE(script.find(choice), std::string::npos) << spec->name << " " << choice;
      }
    }
    for (const auto& script : {bash, zsh, fish})
      EXPECT_NE(script.find(spec->name), std::string::npos) << spec->name;
  }
  EXPECT_TRUE(completion_script("tcsh").empty());
}

TEST(ManPage, HasEveryOptionOfItsCommand) {
  for (const CommandSpec* spec : everything()) {
    const std::string page = man_page(spec->name, "1.2.3");
    EXPECT_TRUE(page.starts_with(".TH BRUNT")) << spec->name;
    EXPECT_NE(page.find(".SH NAME\n"), std::string::npos);
    EXPECT_NE(page.find("brunt 1.2.3"), std::string::npos);
    for (const auto& section : spec->sections)
      for (const auto& option : section.options)
        for (const auto name : option.names)
          EXPECT_NE(page.find(in_roff(name)), std::string::npos) << spec->name << " " << name;
  }
  const std::string program = man_page("", "1");
  for (const auto& name : command_names())
    EXPECT_NE(program.find(".BR brunt\\-" + name + " (1)"), std::string::npos) << name;
  EXPECT_TRUE(man_page("nonsense", "1").empty());
}

}  // namespace
}  // namespace brunt::cli

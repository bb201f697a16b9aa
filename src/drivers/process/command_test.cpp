#include "drivers/process/command.h"

#include <chrono>
#include <cstdlib>

#include <gtest/gtest.h>

namespace brunt::drivers::process {
namespace {

using Words = std::vector<std::string>;

Json with(const char* key, Json value) {
  return {{"path", "p"}, {key, std::move(value)}};
}

TEST(Command, TakesArgumentsInThreeForms) {
  struct Row {
    Json arguments;
    Words words;
  };
  for (const Row& row : std::vector<Row>{
           {Json::array({"a b", nullptr, "", 0, false, 1.0, 2.5, true, {1, "x"}}),
            {"a b", "0", "False", "1.0", "2.5", "True", "[1, 'x']"}},
           {{{"-n", 3}, {"--quiet", nullptr}, {"--x", ""}, {"y", "z"}},
            {"-n", "3", "--quiet", "--x", "y", "z"}},
           {Json::array(), {}},
       }) {
    const auto command = read_command(with("arguments", row.arguments)).value();
    EXPECT_EQ(command.words, row.words) << row.arguments;
    EXPECT_FALSE(command.line);
  }
  EXPECT_EQ(read_command(with("arguments", "-c 'x y' | z"))->line, "-c 'x y' | z");
  EXPECT_EQ(read_command(with("arguments", ""))->line, "");
  EXPECT_FALSE(read_command({{"path", "p"}})->line);
}

TEST(Command, KnowsThatAPlaceholderIsStillOpen) {
  EXPECT_TRUE(read_command(with("arguments", "a ${x}"))->open);
  EXPECT_TRUE(read_command(with("arguments", {"${x}"}))->open);
  EXPECT_TRUE(read_command({{"path", "${p}"}})->open);
  EXPECT_FALSE(read_command(with("arguments", "a $x"))->open);
}

TEST(Command, SaysWhatIsWrong) {
  struct Row {
    Json provider;
    const char* what;
  };
  for (const Row& row : std::vector<Row>{
           {Json::object(), "path: found null, expected a program's name or path"},
           {{{"path", ""}}, "path: found \"\", expected a program's name or path"},
           {{{"path", 5}}, "path: found 5, expected a program's name or path"},
           {with("arguments", nullptr),
            "arguments: found null, expected a list, a text for the shell or an object"},
           {with("timeout", "3"), "timeout: found \"3\", expected seconds, not below zero"},
           {with("timeout", -1), "timeout: found -1, expected seconds, not below zero"},
       }) {
    EXPECT_EQ(read_command(row.provider).error(), (Error{Errc::invalid_input, row.what, {}}));
  }
  EXPECT_EQ(read_command(with("timeout", 1.5))->timeout, std::chrono::milliseconds(1500));
}

TEST(Command, IsLocatedLikeAShellDoes) {
  EXPECT_EQ(locate("/bin/sh").value(), "/bin/sh");
  EXPECT_TRUE(locate("sh")->ends_with("/sh"));
  EXPECT_EQ(locate("/none/x").error(),
            (Error{Errc::not_found, "there is no program '/none/x'", {}}));
  EXPECT_EQ(locate("/etc/passwd").error(),
            (Error{Errc::invalid_input, "'/etc/passwd' cannot be executed", {}}));
  const auto missing = locate("brunt-no-such-program");
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_TRUE(missing.error().what.starts_with(
      "there is no program 'brunt-no-such-program' in PATH (looked in /"))
      << missing.error().what;
}

TEST(Command, ExpandsTheHomeFolder) {
  const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  EXPECT_EQ(read_command({{"path", "~/bin/x"}})->path, home + "/bin/x");
}

TEST(Command, IsQuotedForAShell) {
  EXPECT_EQ(shell_quoted("/usr/bin/x-1"), "/usr/bin/x-1");
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace brunt::drivers::process

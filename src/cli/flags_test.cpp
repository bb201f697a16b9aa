#include "cli/flags.h"

#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/help.h"

namespace brunt::cli {
namespace {

template <class T>
T parsed(const std::vector<std::string>& words) {
  auto command = parse_command_line(words);
  EXPECT_TRUE(command) << (command ? "" : command.error().trouble.found);
  EXPECT_TRUE(std::holds_alternative<T>(*command));
  return std::get<T>(*std::move(command));
}

WrongUsage refused(const std::vector<std::string>& words) {
  auto command = parse_command_line(words);
  EXPECT_FALSE(command) << join(words, " ");
  return command ? WrongUsage{} : command.error();
}

TEST(RunFlags, HaveChaosToolkitsNamesAndOurs) {
  for (const auto* name : {"-j", "--journal", "--journal-path"}) {
    const auto flags = parsed<RunFlags>({"run", name, "out/j.json", "x.yaml"});
    EXPECT_EQ(flags.journal, "out/j.json") << name;
    EXPECT_EQ(flags.experiment, "x.yaml");
  }
  const auto flags = parsed<RunFlags>(
      {"run", "x.json", "--rollback-strategy=always", "--gate", "--no-report", "--quiet"});
  EXPECT_EQ(flags.rollbacks, run::RollbackStrategy::always);
  EXPECT_TRUE(flags.gate);
  EXPECT_FALSE(flags.write_page);
  EXPECT_TRUE(flags.talk.quiet);
}

TEST(RunFlags, HaveDefaults) {
  const auto flags = parsed<RunFlags>({"run", "x.json"});
  EXPECT_EQ(flags.journal, "journal.json");
  EXPECT_EQ(flags.page, std::nullopt);
  EXPECT_TRUE(flags.write_page);
  EXPECT_FALSE(flags.gate);
  EXPECT_EQ(flags.rollbacks, std::nullopt);
}

TEST(RunFlags, TakeVarAndResolveSeveralTimes) {
  const auto flags =
      parsed<RunFlags>({"run", "--var", "a=1", "--var", "b:int=2", "--resolve", "h:80:127.0.0.1:81",
                        "--resolve", "g:80:127.0.0.1:82", "x.json"});
  EXPECT_EQ(to_text(flags.overrides), R"({"a":"1","b":2})");
  ASSERT_EQ(flags.resolve.size(), 2U);
  EXPECT_EQ(flags.resolve[1].host, "g");
  EXPECT_EQ(flags.experiment, "x.json");
}

TEST(CommandLine, TakesChaosToolkitsOptionsBeforeTheCommand) {
  const auto flags =
      parsed<RunFlags>({"--verbose", "--no-version-check", "--no-log-file", "--log-file", "x.log",
                        "--settings=s.yaml", "--log-format", "json", "run", "x.json"});
  EXPECT_TRUE(flags.talk.verbose);
  EXPECT_TRUE(flags.talk.json);
  EXPECT_EQ(flags.experiment, "x.json");
}

TEST(CommandLine, RefusesWhatItDoesNotKnow) {
  const auto option = refused({"run", "--jurnal", "j.json", "x.json"});
  EXPECT_EQ(option.status, 2);
  EXPECT_EQ(option.trouble.sentence, "unknown option --jurnal");
  EXPECT_EQ(option.trouble.expected, "--journal");
  const auto command = refused({"rum", "x.json"});
  EXPECT_EQ(command.trouble.to_do, "did you mean brunt run?");
  EXPECT_EQ(refused({}).status, 2);
  EXPECT_EQ(refused({"--nope", "run"}).status, 2);
  EXPECT_EQ(refused({"run"}).trouble.sentence, "EXPERIMENT is missing");
  EXPECT_EQ(refused({"run", "a", "b"}).trouble.sentence, "too many words");
  EXPECT_EQ(refused({"run", "x.json", "--no-such-option"}).status, 2);
}

TEST(CommandLine, RefusesWrongValues) {
  const auto colour = refused({"run", "--color", "allways", "x.json"});
  EXPECT_EQ(colour.trouble.expected, "auto, always, never");
  EXPECT_EQ(colour.trouble.to_do, "did you mean always?");
  EXPECT_EQ(refused({"run", "--var", "novalue", "x.json"}).trouble.sentence,
            "wrong value for --var");
  EXPECT_EQ(refused({"run", "--resolve", "nonsense", "x.json"}).trouble.sentence,
            "wrong value for --resolve");
  EXPECT_EQ(refused({"run", "--rollback-strategy", "sometimes", "x.json"}).status, 2);
  EXPECT_EQ(refused({"run", "--journal"}).status, 2);
}

TEST(CommandLine, KeepsTwoForInconclusiveReports) {
  EXPECT_EQ(refused({"report"}).status, 3);
}

TEST(CommandLine, LeavesLoadAndSandboxTheirWords) {
  const auto load = parsed<OwnWords>({"load", "attack", "-rate=3", "--help"});
  EXPECT_EQ(load.command, "load");
  EXPECT_EQ(join(load.words, " "), "attack -rate=3 --help");
  EXPECT_EQ(join(parsed<OwnWords>({"sandbox", "run", "--", "ls"}).words, " "), "run -- ls");
}

/// Options named in a help page: "--word" at the start of a line or after a comma.
std::set<std::string> named_in(const std::string& page) {
  std::set<std::string> names;
  for (const auto& line : split(page, '\n')) {
    if (!line.starts_with("  -")) continue;
    for (const auto& word : split(line, ' ')) {
      if (word.starts_with("--") && word.size() > 2) names.insert(word.substr(0, word.find(',')));
    }
  }
  return names;
}

TEST(Help, NamesOnlyOptionsThatExist) {
  for (const std::string command : {"run", "validate", "report", "demo", "info"}) {
    const auto names = named_in(help_text(command));
    EXPECT_GE(names.size(), 6U) << command;
    for (const auto& name : names) {
      const auto wrong = parse_command_line({command, name, "--help"});
      const bool known =
          wrong || wrong.error().trouble.sentence.find("unknown option") == std::string::npos;
      EXPECT_TRUE(known) << command << " " << name;
    }
  }
}

TEST(Help, FitsIntoAHundredColumns) {
  for (const std::string command : {"", "run", "validate", "report", "demo", "info"}) {
    const std::string page = help_text(command);
    EXPECT_FALSE(page.empty()) << command;
    for (const auto& line : split(page, '\n'))
      EXPECT_LE(line.size(), 100U) << line;
  }
  EXPECT_TRUE(help_text("nonsense").empty());
}

TEST(Help, IsGivenForEveryCommand) {
  for (const std::string command : {"run", "validate", "report", "demo", "info"})
    EXPECT_EQ(parsed<HelpWanted>({command, "--help"}).text, help_text(command));
  EXPECT_EQ(parsed<HelpWanted>({"-h"}).text, help_text(""));
}

}  // namespace
}  // namespace brunt::cli

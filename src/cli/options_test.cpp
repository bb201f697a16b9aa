#include "cli/options.h"

#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/every_spec.h"
#include "cli/flags.h"
#include "cli/given.h"
#include "cli/help.h"
#include "cli/sandbox_flags.h"
#include "load/vegeta_flags.h"

namespace brunt::cli {
namespace {

TEST(OptionTable, NamesEachOptionOnce) {
  for (const CommandSpec* spec : everything()) {
    std::set<std::string_view> seen;
    for (const auto& section : spec->sections)
      for (const auto& option : section.options)
        for (const auto name : option.names)
          EXPECT_TRUE(seen.insert(name).second) << spec->name << " " << name;
  }
}

TEST(OptionTable, SaysWhatEveryOptionMeans) {
  for (const CommandSpec* spec : everything()) {
    EXPECT_FALSE(spec->about.empty()) << spec->name;
    EXPECT_TRUE(find_option(*spec, "--help") != nullptr) << spec->name;
    for (const auto& section : spec->sections) {
      for (const auto& option : section.options) {
        EXPECT_FALSE(option.meaning.empty()) << spec->name << " " << option.key();
        EXPECT_FALSE(option.meaning.ends_with('.')) << spec->name << " " << option.key();
        EXPECT_TRUE(option.choices.empty() || !option.placeholder.empty()) << option.key();
      }
    }
  }
}

TEST(OptionTable, IsWhatTheHelpPagesShow) {
  for (const CommandSpec* spec : everything()) {
    const std::string page = help_text(spec->name);
    for (const auto& section : spec->sections) {
      for (const auto& option : section.options) {
        EXPECT_NE(page.find("\n  " + option_head(option)), std::string::npos)
            << spec->name << " " << option.key();
        for (const auto choice : option.choices)
          EXPECT_NE(page.find(choice), std::string::npos) << spec->name << " " << choice;
      }
    }
    for (const auto& word : spec->words)
      EXPECT_NE(page.find("\n  " + std::string(word.name)), std::string::npos) << word.name;
  }
}

TEST(OptionTable, HasWhatTheSandboxTakes) {
  for (const auto& section : command_spec("sandbox")->sections) {
    for (const auto& option : section.options) {
      for (const auto name : option.names) {
        std::vector<std::string> words{"up", std::string(name)};
        if (!option.placeholder.empty())
          words.emplace_back(option.choices.empty() ? "1" : option.choices.back());
        const auto flags = parse_sandbox_flags(words);
        EXPECT_TRUE(flags) << name << ": " << (flags ? "" : flags.error().sentence);
      }
    }
  }
}

TEST(OptionTable, HasWhatAnAttackTakes) {
  for (const auto& section : command_spec("load")->sections) {
    if (section.title != "attack") continue;
    EXPECT_GT(section.options.size(), 20U);
    for (const auto& option : section.options) {
      const std::string word = std::string(option.key()) + "=nonsense";
      const auto taken = load::parse_attack_words({"attack", word});
      const bool unknown = !taken && taken.error().what.find("not defined") != std::string::npos;
      EXPECT_FALSE(unknown) << word;
    }
  }
}

CommandSpec sample() {
  return {.name = "sample",
          .usage = "[options] FILE",
          .arguments = "FILE",
          .sections = {{"Options",
                        {{.names = {"-o", "--output"}, .placeholder = "FILE", .meaning = "m"},
                         {.names = {"--mode"},
                          .placeholder = "M",
                          .meaning = "m",
                          .choices = {"fast", "slow"},
                          .accepted = {"sloow"}},
                         {.names = {"-q", "--quiet"}, .meaning = "m"}}}},
          .least = 1,
          .most = 2};
}

TEST(Words, AreReadInAllTheirSpellings) {
  const CommandSpec spec = sample();
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"-o", "x", "in"},
                                             {"-ox", "in"},
                                             {"--output", "x", "in"},
                                             {"in", "--output=x"},
                                             {"--output=y", "--output=x", "in"},
                                             {"--output=x", "--", "in"}}) {
    const auto given = read_words(spec, words);
    ASSERT_TRUE(given) << join(words, " ");
    EXPECT_EQ(given->text("--output"), "x") << join(words, " ");
    EXPECT_EQ(join(given->arguments, " "), "in") << join(words, " ");
    EXPECT_FALSE(given->has("--quiet"));
  }
}

TEST(Words, KeepAllValuesAndWhatFollowsTheDashes) {
  const CommandSpec spec = sample();
  const auto given = read_words(spec, {"-q", "-o", "a", "-o", "-1", "--", "-x", "--quiet"});
  ASSERT_TRUE(given);
  EXPECT_EQ(join(given->all("--output"), " "), "a -1");
  EXPECT_EQ(join(given->arguments, " "), "-x --quiet");
  EXPECT_TRUE(given->has("--quiet"));
}

TEST(Words, GiveHelpWhateverElseIsThere) {
  const CommandSpec spec = sample();
  EXPECT_TRUE(read_words(spec, {"--nonsense", "--help"})->help);
  EXPECT_TRUE(read_words(spec, {"a", "b", "c", "-h"})->help);
  EXPECT_FALSE(read_words(spec, {"a", "--", "-h"})->help);
}

TEST(Words, AreRefusedWithWhatWasExpected) {
  const CommandSpec spec = sample();
  struct Row {
    std::vector<std::string> words;
    std::string sentence, expected, to_do;
  };
  for (const auto& row : std::vector<Row>{
           {{}, "FILE is missing", "FILE", "see brunt sample --help"},
           {{"a", "b", "c"}, "too many words", "FILE", "see brunt sample --help"},
           {{"a", "-o"}, "-o needs a value", "-o FILE", "see brunt sample --help"},
           {{"a", "-o", "--quiet"}, "-o needs a value", "-o FILE", "see brunt sample --help"},
           {{"a", "--quiet=no"},
            "--quiet takes no value",
            "--quiet alone",
            "see brunt sample --help"},
           {{"a", "--mode", "fest"}, "wrong value for --mode", "fast, slow", "did you mean fast?"},
           {{"a", "--settings=x"},
            "unknown option --settings",
            "",
            "--settings stands before the command: brunt --settings=x ... sample"},
           {{"a", "-z"}, "unknown option -z", "", "see brunt sample --help"},
       }) {
    const auto given = read_words(spec, row.words);
    ASSERT_FALSE(given) << row.sentence;
    EXPECT_EQ(given.error().trouble.sentence, row.sentence);
    EXPECT_EQ(given.error().trouble.expected, row.expected);
    EXPECT_EQ(given.error().trouble.to_do, row.to_do);
    EXPECT_EQ(given.error().status, 2);
  }
  EXPECT_TRUE(read_words(spec, {"a", "--mode=sloow"}));
}

TEST(Words, BeforeACommandEndWhereItBegins) {
  const auto given = read_leading_options(program_spec(), {"--verbose", "run", "--verbose", "-x"});
  ASSERT_TRUE(given);
  EXPECT_EQ(join(given->arguments, " "), "run --verbose -x");
}

}  // namespace
}  // namespace brunt::cli

#include "cli/log.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

WallTime at(std::string_view text) {
  return parse_time(text).value();
}

TEST(LogLine, IsTheReferencesAndNeverColouredUnlessAsked) {
  const LogEntry entry{LogLevel::warning, "process", 70, "one\ntwo"};
  const std::string plain = log_line(entry, at("2026-03-02T09:15:00Z"), false, false);
  EXPECT_EQ(plain.substr(20), " WARNING] one\n    two");
  EXPECT_EQ(plain.front(), '[');
  const std::string verbose = log_line(entry, at("2026-03-02T09:15:00Z"), true, false);
  EXPECT_EQ(verbose.substr(20), " WARNING] [process:70] one\n    two");
  const std::string coloured = log_line(entry, at("2026-03-02T09:15:00Z"), false, true);
  EXPECT_TRUE(coloured.starts_with("\x1b[33m[2026-03-"));
  EXPECT_NE(coloured.find("]\x1b[39m one"), std::string::npos);
}

TEST(LogLine, CannotMoveTheCursor) {
  EXPECT_EQ(log_line({LogLevel::info, "m", 1, "a\x1b[2Jb"}, {}, false, false).find('\x1b'),
            std::string::npos);
}

TEST(LogMembers, AreTheReferences) {
  const Json line =
      log_members({LogLevel::critical, "run", 5, "text"}, at("2026-03-02T09:15:00.25Z"));
  std::vector<std::string> names;
  for (const auto& [name, value] : line.items())
    names.push_back(name);
  EXPECT_EQ(join(names, " "),
            "process asctime levelname module lineno message context_id timestamp");
  EXPECT_EQ(line["levelname"], "CRITICAL");
  EXPECT_EQ(line["timestamp"], "2026-03-02T09:15:00.250000+00:00");
  EXPECT_TRUE(line["asctime"].get<std::string>().ends_with(",250"));
  EXPECT_EQ(line["context_id"].get<std::string>().size(), 36U);
  EXPECT_EQ(line["context_id"], log_members({}, {})["context_id"]);
  EXPECT_NE(new_context_id(), new_context_id());
}

TEST(LogFile, IsAddedToFromALevelOnAndHidesSecrets) {
  const auto path =
      std::filesystem::temp_directory_path() / ("brunt-log-" + std::to_string(::getpid()) + ".log");
  for (int i = 0; i < 2; ++i) {
    Log log;
    ASSERT_TRUE(log.to_file(path, LogLevel::info));
    log.hide(codec::Redactor({"s3cr3t!"}));
    log.write({LogLevel::debug, "a", 1, "unseen"}, {});
    log.write({LogLevel::error, "a", 2, "the s3cr3t! word"}, {});
  }
  const std::string text = sys::read_file(path).value();
  std::filesystem::remove(path);
  EXPECT_EQ(split(text, '\n').size(), 3U) << text;
  EXPECT_EQ(text.find("unseen"), std::string::npos);
  EXPECT_EQ(text.find("s3cr3t"), std::string::npos);
  EXPECT_NE(text.find("ERROR] [a:2] the ******** word"), std::string::npos) << text;
}

TEST(LogFile, ThatCannotBeMadeSaysWhy) {
  Log log;
  const auto opened = log.to_file("/nowhere/x.log", LogLevel::debug);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace brunt::cli

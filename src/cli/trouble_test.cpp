#include "cli/trouble.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <thread>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/experiment_file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

Trouble tolerance() {
  codec::Problem problem;
  problem.line = 41;
  problem.column = 30;
  problem.pointer = "/steady-state-hypothesis/probes/1/tolerance";
  problem.summary = "the experiment has a tolerance that can never be met";
  problem.what = "probe function-must-exist";
  problem.found = "\"200 \"";
  problem.expected = "a number such as 200, a list, a range, a pattern or a JSON path";
  problem.hint = "write 200 without quotes, then: brunt validate terminate-function.json";
  return trouble_of(problem, "terminate-function.json");
}

TEST(Troubles, HaveFivePartsInOrder) {
  EXPECT_EQ(join(trouble_lines(Look{}, tolerance()), "\n"),
            R"(error: the experiment has a tolerance that can never be met
  where     terminate-function.json:41:30     /steady-state-hypothesis/probes/1/tolerance
  what      probe function-must-exist
  found     "200 "
  expected  a number such as 200, a list, a range, a pattern or a JSON path
  do        write 200 without quotes, then: brunt validate terminate-function.json)");
}

TEST(Troubles, LeaveEmptyPartsOutAndIndentFurtherLines) {
  Trouble trouble;
  trouble.sentence = "unknown function";
  trouble.found = "one\ntwo";
  EXPECT_EQ(join(trouble_lines(Look{}, trouble), "\n"),
            "error: unknown function\n  found     one\n            two");
}

TEST(Troubles, AreTenAtMostErrorsFirst) {
  std::vector<Trouble> many(13);
  for (auto& trouble : many)
    trouble.sentence = "wrong";
  many[0].warning = true;
  const auto lines = trouble_lines(Look{}, many);
  EXPECT_EQ(lines.front(), "error: wrong");
  EXPECT_EQ(lines.back(), "and 3 more");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "error: wrong"), 10);
}

TEST(Troubles, AreColouredByPart) {
  Look look;
  look.colour = true;
  const auto lines = trouble_lines(look, tolerance());
  EXPECT_TRUE(lines[0].starts_with("\x1b[1;31merror:\x1b[0m ")) << lines[0];
  EXPECT_EQ(lines[3], "  \x1b[2mfound\x1b[0m     \x1b[1m\"200 \"\x1b[0m");
}

TEST(Troubles, ReplaceControlCharacters) {
  Trouble trouble;
  trouble.sentence = "bad\x1b[2J";
  EXPECT_EQ(trouble_lines(Look{}, trouble)[0], "error: bad␛[2J");
}

TEST(Troubles, TakeTheEnginesErrorApart) {
  const Error error{Errc::unavailable, "connection refused",
                    "action terminate: list pods at https://127.0.0.1:1"};
  const auto trouble = trouble_of(error, "the cluster does not answer", "start it");
  EXPECT_EQ(trouble.where, "action terminate");
  EXPECT_EQ(trouble.what, "list pods at https://127.0.0.1:1");
  EXPECT_EQ(trouble.found, "connection refused");
}

TEST(Troubles, AreOneJsonObjectEach) {
  const auto line = parse_json(trouble_json(tolerance()));
  ASSERT_TRUE(line);
  EXPECT_EQ(string_or(*line, "levelname"), "ERROR");
  EXPECT_EQ(string_or(*line, "found"), "\"200 \"");
}

/// A folder of a test's own, gone afterwards.
class ExperimentFile : public testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  static Trouble refusal(const fs::path& path) {
    const auto read = read_experiment_file(path);
    EXPECT_FALSE(read) << path;
    return read ? Trouble{} : read.error().front();
  }

  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
};

TEST_F(ExperimentFile, SuggestsANeighbourForAMissingOne) {
  write("terminate.json", "{}");
  const auto trouble = refusal(folder_ / "terminat.json");
  EXPECT_EQ(trouble.sentence, "the experiment is not there");
  EXPECT_EQ(trouble.to_do, "did you mean " + (folder_ / "terminate.json").string() + "?");
}

TEST_F(ExperimentFile, RefusesFoldersEmptyFilesAndOtherBytes) {
  EXPECT_EQ(refusal(folder_).sentence, "the experiment is a folder");
  EXPECT_EQ(refusal(write("empty.json", " \n")).sentence, "the file is empty");
  const auto bytes = refusal(write("latin.json", "{\"title\":\n \"caf\xe9\"}"));
  EXPECT_EQ(bytes.sentence, "the file is not UTF-8 text");
  EXPECT_TRUE(bytes.where.ends_with("latin.json:2:6")) << bytes.where;
  EXPECT_EQ(bytes.found, "the byte 0xE9, number 16 of the file");
}

TEST_F(ExperimentFile, RefusesAHugeOneUnread) {
  const auto path = write("huge.json", "{");
  fs::resize_file(path, std::uintmax_t{100} << 20U);
  EXPECT_EQ(refusal(path).found, "100 MiB");
}

TEST_F(ExperimentFile, IsReadByItsSuffixAlone) {
  const std::string json = R"({"title": "t", "description": "d", "method": []})";
  EXPECT_EQ(refusal(write("x.txt", json)).found, "the suffix \".txt\"");
  EXPECT_EQ(refusal(write("x.JSON", json)).found, "the suffix \".JSON\"");
  EXPECT_EQ(refusal(write("x", json)).found, "no suffix");
  EXPECT_EQ(read_experiment_file(write("x.yml", json))->experiment.title, "t");
}

TEST_F(ExperimentFile, WithAByteOrderMarkIsReadWithAWarning) {
  const std::string json = R"({"title": "t", "description": "d", "method": []})";
  const auto read = read_experiment_file(write("x.json", "\xef\xbb\xbf" + json));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->warnings.size(), 1U);
}

TEST_F(ExperimentFile, ThatIsAPipeWithoutAWriterIsGivenUpAtAStop) {
  const fs::path path = folder_ / "pipe.json";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  const auto read =
      read_experiment_file({.name = path.string()}, {Deadline::never(), stop.get_token()});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().front().found, "stopped before its end had come");
}

TEST_F(ExperimentFile, ReadsJsonAndYaml) {
  const std::string json = R"({"title": "t", "description": "d", "method": []})";
  EXPECT_EQ(read_experiment_file(write("x.json", json))->experiment.title, "t");
  const std::string yaml = "title: t\ndescription: d\nmethod: []\n";
  EXPECT_EQ(read_experiment_file(write("x.yaml", yaml))->experiment.title, "t");
}

}  // namespace
}  // namespace brunt::cli

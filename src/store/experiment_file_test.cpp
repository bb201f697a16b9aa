#include "store/experiment_file.h"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace brunt::store {
namespace {

namespace fs = std::filesystem;

class ExperimentFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("brunt-file-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  /// Summary and what was found, of the first finding.
  static std::string refusal(const fs::path& path) {
    const auto read = load_experiment(path);
    if (read) return "accepted";
    return read.error().front().summary + ": " + read.error().front().found;
  }

  fs::path folder_;
};

const std::string good = R"({"title": "t", "description": "d", "method": []})";

TEST_F(ExperimentFile, IsReadByItsSuffix) {
  EXPECT_EQ(load_experiment(write("x.json", good))->experiment.title, "t");
  EXPECT_EQ(
      load_experiment(write("x.yaml", "title: t\ndescription: d\nmethod: []\n"))->experiment.title,
      "t");
  EXPECT_EQ(load_experiment(write("x.yml", good))->experiment.title, "t");
}

TEST_F(ExperimentFile, IsRefusedWithTheReason) {
  EXPECT_EQ(refusal(folder_ / "none.json"), "there is no such experiment: no file of that name");
  EXPECT_EQ(refusal(folder_), "an experiment is a file, not a directory: a directory");
  EXPECT_EQ(refusal(write("x.txt", good)),
            "the file's name does not say whether it is JSON or YAML: the suffix \".txt\"");
  EXPECT_EQ(refusal(write("x.JSON", good)),
            "the file's name does not say whether it is JSON or YAML: the suffix \".JSON\"");
  EXPECT_EQ(refusal(write("x", good)),
            "the file's name does not say whether it is JSON or YAML: no suffix");
  EXPECT_EQ(refusal(write("empty.json", "")), "the file is empty: nothing");
  EXPECT_EQ(refusal(write("latin.json", "{\"title\": \"caf\xe9\"}")),
            "the file is not UTF-8 text: the byte 0xE9, number 15 of the file");
}

TEST_F(ExperimentFile, OfAHundredMegabytesIsRefusedWithoutReadingIt) {
  const auto path = write("big.json", good);
  fs::resize_file(path, std::uintmax_t{100} << 20U);
  EXPECT_EQ(refusal(path), "the file is too large to be an experiment: 100 MiB");
}

TEST_F(ExperimentFile, WithAByteOrderMarkIsReadWithAWarning) {
  const auto read = load_experiment(write("x.json", "\xef\xbb\xbf" + good));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->warnings.size(), 1U);
}

}  // namespace
}  // namespace brunt::store

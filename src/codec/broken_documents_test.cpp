// Each broken document in tests/golden/codec has its complete messages beside it. To renew them:
// BRUNT_UPDATE_GOLDEN=1 codec_test, and read the difference.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "codec/experiment.h"

namespace brunt::codec {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(BRUNT_GOLDEN) / "codec";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") out.push_back(entry.path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class BrokenDocument : public testing::TestWithParam<std::string> {};

TEST_P(BrokenDocument, IsRefusedWithEveryFindingInItsPlace) {
  const fs::path path = folder / GetParam();
  const auto format = path.extension() == ".json" ? Format::json : Format::yaml;
  const auto result = read_experiment(read(path), format);
  ASSERT_FALSE(result) << "this document is not broken";
  ASSERT_TRUE(has_errors(result.error()));
  std::string text;
  for (const Problem& problem : result.error())
    text += describe(problem, GetParam()) + "\n\n";
  const fs::path golden = path.string() + ".txt";
  if (std::getenv("BRUNT_UPDATE_GOLDEN") != nullptr)
    std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, read(golden));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string out = info.param;
  std::replace(out.begin(), out.end(), '.', '_');
  return out;
}

INSTANTIATE_TEST_SUITE_P(Codec, BrokenDocument, testing::ValuesIn(cases()), test_name);

}  // namespace
}  // namespace brunt::codec

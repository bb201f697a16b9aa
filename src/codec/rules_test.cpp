#include "codec/rules.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "codec/experiment.h"

namespace brunt::codec {
namespace {

namespace fs = std::filesystem;

TEST(Rules, AreSortedAndFoundByTheirId) {
  for (std::size_t i = 1; i < rules().size(); ++i)
    EXPECT_LT(rules()[i - 1].id, rules()[i].id);
  for (const Rule& rule : rules())
    EXPECT_EQ(find_rule(rule.id), &rule);
  EXPECT_EQ(find_rule("no/such"), nullptr);
}

TEST(Rules, AreNamedByEveryFindingOfTheBrokenDocuments) {
  for (const auto& entry : fs::directory_iterator(fs::path(BRUNT_GOLDEN) / "codec")) {
    if (entry.path().extension() == ".txt") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto read =
        read_experiment(text, entry.path().extension() == ".json" ? Format::json : Format::yaml);
    ASSERT_FALSE(read) << entry.path();
    for (const Problem& problem : read.error())
      EXPECT_NE(find_rule(problem.rule), nullptr) << entry.path() << ": " << problem.summary;
  }
}

}  // namespace
}  // namespace brunt::codec

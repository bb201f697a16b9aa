#include "config/var_file.h"

#include <filesystem>
#include <fstream>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace brunt::config {
namespace {

namespace fs = std::filesystem;

class VarFile : public testing::Test {
 protected:
  /// Why the file is refused.
  std::string refusal(const std::string& name, const std::string& text) const {
    GivenValues values;
    const auto added = add_var_file(folder_.write(name, text), values);
    return added ? "taken" : added.error().what;
  }

  fakes::ScratchFolder folder_;
};

TEST_F(VarFile, GivesValuesKeyByKeyTheLaterWinning) {
  GivenValues values;
  ASSERT_TRUE(add_var_file(folder_.write("a.json", R"({"configuration": {"a": 1, "b": {"x": 1}},
                                               "secrets": {"s": {"k": 1}}, "other": 1})"),
                           values));
  ASSERT_TRUE(add_var_file(folder_.write("b.yaml", "configuration:\n  b: on\n  c: '3'\n"), values));
  EXPECT_EQ(values.configuration, Json({{"a", 1}, {"b", true}, {"c", "3"}}));
  EXPECT_EQ(values.secrets, Json({{"s", {{"k", 1}}}}));
  EXPECT_TRUE(values.environment.empty());
}

TEST_F(VarFile, OfAnyOtherNameIsLinesForTheEnvironment) {
  GivenValues values;
  ASSERT_TRUE(
      add_var_file(folder_.write(".env", "# words\n\n A = b=c \nQ=\"x\"\nEMPTY=\n"), values));
  EXPECT_EQ(values.environment,
            (std::map<std::string, std::string>{{"A", "b=c"}, {"Q", "\"x\""}, {"EMPTY", ""}}));
}

TEST_F(VarFile, ThatHoldsNothingGivesNothing) {
  GivenValues values;
  for (const char* name : {"a.json", "a.yaml", "a.env"})
    EXPECT_TRUE(add_var_file(folder_.write(name, ""), values));
  EXPECT_TRUE(add_var_file(folder_.write("b.json", "{}"), values));
  EXPECT_EQ(values, GivenValues{});
}

TEST_F(VarFile, ThatDoesNotParseIsSkippedWithTheReason) {
  GivenValues values;
  EXPECT_TRUE(add_var_file(folder_.write("a.json", "{\"a\": }"), values));
  ASSERT_EQ(values.skipped.size(), 1U);
  EXPECT_TRUE(values.skipped[0].ends_with("a.json:1:7: the file is not JSON")) << values.skipped[0];
}

TEST_F(VarFile, OfAnotherShapeIsRefused) {
  GivenValues values;
  EXPECT_EQ(add_var_file(folder_ / "none.json", values).error().code, Errc::not_found);
  EXPECT_EQ(refusal("a.json", "[1]"), "it holds no object with configuration and secrets");
  EXPECT_EQ(refusal("a.yml", "secrets: [1]"), "\"secrets\" is not an object");
  EXPECT_EQ(refusal("a.env", "A=1\nwords\n"), "line 2 is not NAME=VALUE");
}

}  // namespace
}  // namespace brunt::config

#include "cli/configuration_marks.h"

#include <gtest/gtest.h>

namespace brunt::cli {
namespace {

using Keys = std::vector<std::string>;

TEST(ConfigurationMarks, TellWhatHasChangedAndNotWhatItWas) {
  const Json before = {{"namespace", "prod-canary"}, {"port", 80}, {"list", {1, "x"}}, {"gone", 1}};
  const Json marked = mark_configuration(before);
  EXPECT_EQ(to_text(marked).find("canary"), std::string::npos);
  EXPECT_EQ(changed_since(marked, before), Keys{});
  const Json after = {{"namespace", "test"}, {"port", 80}, {"list", {1, "x"}}, {"new", 1}};
  EXPECT_EQ(changed_since(marked, after), (Keys{"namespace", "gone", "new"}));
  EXPECT_NE(mark_configuration(before), marked) << "salted: two runs cannot be compared";
}

TEST(ConfigurationMarks, OfAnOlderRunSayNothing) {
  EXPECT_EQ(changed_since(Json::object(), {{"a", 1}}), Keys{});
  EXPECT_EQ(changed_since(nullptr, {{"a", 1}}), Keys{});
}

}  // namespace
}  // namespace brunt::cli

#include "analysis/rfc9535.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace brunt::analysis {
namespace {

Json compliance_suite() {
  std::ifstream in(BRUNT_TEST_DATA "/jsonpath-compliance/cts.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_json(text).value_or(Json::object());
}

/// A message for a case that came out differently; "" when it did not.
std::string difference(const Json& test) {
  const auto path = StandardPath::parse(test["selector"].get<std::string>());
  if (test.contains("invalid_selector")) return path ? "accepted, though it is invalid" : "";
  if (!path) return "refused: " + path.error().what;
  const auto found = path->matches(test["document"]);
  if (!found) return found.error().what;
  const Json nodes = *found;
  if (test.contains("result")) return nodes == test["result"] ? "" : to_text(nodes);
  const Json& allowed = test["results"];
  return std::find(allowed.begin(), allowed.end(), nodes) != allowed.end() ? "" : to_text(nodes);
}

TEST(StandardPath, PassesTheWholeComplianceSuite) {
  const Json suite = compliance_suite();
  ASSERT_GE(suite["tests"].size(), 600U);
  for (const Json& test : suite["tests"])
    EXPECT_EQ(difference(test), "") << test["name"] << ": " << test["selector"];
}

TEST(StandardPath, SaysWhereItStopsMakingSense) {
  const auto why = [](const char* text) {
    const auto path = StandardPath::parse(text);
    return path ? "accepted" : path.error().what;
  };
  EXPECT_EQ(why("a"), "character 1: expected \"$\", found \"a\"");
  EXPECT_EQ(why("$.a["),
            "character 5: expected a quoted name, an index, a slice, \"*\" or \"?\", "
            "found the end");
  EXPECT_EQ(why("$[?@.a = 1]"), "character 8: expected \"]\", found \"= 1]\"");
  EXPECT_EQ(why("$[?size(@) == 1]"),
            "character 8: expected length, count, match, search or value instead of size, found "
            "\"(@) == 1]\"");
}

TEST(StandardPath, GivesUpOnAPathThatLooksAtTooMuch) {
  Json deep = Json::array();
  for (int i = 0; i < 200; ++i)
    deep = Json::array({std::move(deep), i});
  const auto path = StandardPath::parse("$..*..*..*..*");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->matches(deep).error().what, "the path looks at more than a million values");
  EXPECT_FALSE(StandardPath::parse("$[?" + std::string(5000, '(')));
}

}  // namespace
}  // namespace brunt::analysis

#include "config/cast.h"

#include <gtest/gtest.h>

namespace brunt::config {
namespace {

TEST(Cast, FollowsTheTable) {
  const std::vector<std::tuple<Json, std::string, Json>> table{{"3", "", "3"},
                                                               {"3", "str", "3"},
                                                               {3, "string", 3},
                                                               {"3", "int", 3},
                                                               {" +1_000 ", "integer", 1000},
                                                               {"-7", "int", -7},
                                                               {2.9, "int", 2},
                                                               {true, "int", 1},
                                                               {"0.5", "float", 0.5},
                                                               {"1e3", "number", 1000.0},
                                                               {2, "float", 2.0},
                                                               {"x", "bytes", "x"},
                                                               {"false", "bool", false},
                                                               {"No", "bool", false},
                                                               {"0", "bool", false},
                                                               {"", "bool", true},
                                                               {"anything", "bool", true},
                                                               {false, "bool", false},
                                                               {"[1, 2]", "json", {1, 2}},
                                                               {"", "json", ""},
                                                               {nullptr, "json", nullptr},
                                                               {7, "json", 7}};
  for (const auto& [value, type, expected] : table) {
    const auto result = cast(value, type);
    ASSERT_TRUE(result) << to_text(value) << " as " << type << ": " << result.error().what;
    EXPECT_EQ(*result, expected) << to_text(value) << " as " << type;
    EXPECT_EQ(result->type(), expected.type()) << to_text(value) << " as " << type;
  }
}

TEST(Cast, RefusesWithoutShowingTheValue) {
  for (const auto& [value, type] : std::vector<std::pair<Json, std::string>>{{"s3cr3t", "int"},
                                                                             {"3.5", "int"},
                                                                             {"", "int"},
                                                                             {nullptr, "int"},
                                                                             {"s3cr3t", "float"},
                                                                             {nullptr, "float"},
                                                                             {nullptr, "bool"},
                                                                             {nullptr, "bytes"},
                                                                             {"{s3cr3t", "json"},
                                                                             {"x", "integr"}}) {
    const auto result = cast(value, type);
    ASSERT_FALSE(result) << to_text(value) << " as " << type;
    EXPECT_EQ(result.error().what.find("s3cr3t"), std::string::npos) << result.error().what;
  }
}

TEST(Var, IsSplitAtTheFirstEqualsAndTheLastColon) {
  EXPECT_EQ(parse_var("a=1").value(), (Var{"a", "1"}));
  EXPECT_EQ(parse_var("a:int=1").value(), (Var{"a", 1}));
  EXPECT_EQ(parse_var("a:b:int=1").value(), (Var{"a:b", 1}));
  EXPECT_EQ(parse_var("a=b=c").value(), (Var{"a", "b=c"}));
  EXPECT_EQ(parse_var("a=").value(), (Var{"a", ""}));
  EXPECT_EQ(parse_var("a:json={\"x\": 1}").value(), (Var{"a", {{"x", 1}}}));
}

TEST(Var, RefusesWhatIsNone) {
  EXPECT_EQ(parse_var("a").error().what, "not KEY=VALUE or KEY:TYPE=VALUE: 'a'");
  EXPECT_FALSE(parse_var("=1"));
  EXPECT_FALSE(parse_var("a:int=x"));
  EXPECT_FALSE(parse_var("a:what=1"));
}

}  // namespace
}  // namespace brunt::config

#include "base/json.h"

#include <gtest/gtest.h>

namespace brunt {
namespace {

TEST(Json, KeepsTheOrderOfKeys) {
  EXPECT_EQ(to_text(parse_json(R"({"b":1,"a":{"z":2,"y":"é"}})").value()),
            R"({"b":1,"a":{"z":2,"y":"é"}})");
}

TEST(Json, SaysWhereItWentWrong) {
  const auto result = parse_json("{\n  \"a\": 1,\n  \"b\": }\n");
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().what.find("line 3, column 8"), std::string::npos) << result.error().what;
}

TEST(Json, ReadsPythonsNumbersAsNull) {
  EXPECT_EQ(parse_json(R"({"a":NaN,"b":-Infinity,"c":"NaN"})").value(),
            Json({{"a", nullptr}, {"b", nullptr}, {"c", "NaN"}}));
}

}  // namespace
}  // namespace brunt

#include "codec/substitute.h"

#include <limits>

#include <gtest/gtest.h>

namespace brunt::codec {
namespace {

const Json configuration = {{"n", 3},
                            {"f", 1.0},
                            {"yes", true},
                            {"none", nullptr},
                            {"text", "hello"},
                            {"list", {1, "a", nullptr}},
                            {"object", {{"k", "v"}, {"n", 1}}},
                            {"loop", "${n}"},
                            {"both", "configuration"},
                            {"a-b", "dash"}};
const Json secrets = {{"one", {{"token", "t0k3n"}, {"both", "secret"}}},
                      {"two", {{"token", "other"}, {"last", 9}}}};
const Values values{configuration, secrets};

TEST(Substitute, FollowsTheTable) {
  const std::vector<std::pair<std::string, Json>> table{
      {"${n}", 3},
      {"${f}", 1.0},
      {"${yes}", true},
      {"${none}", nullptr},
      {"${list}", {1, "a", nullptr}},
      {"${object}", {{"k", "v"}, {"n", 1}}},
      {"$n", "3"},
      {"$yes", "True"},
      {"n=${n}", "n=3"},
      {" ${n}", " 3"},
      {"${n}${n}", "33"},
      {"$n$n", "33"},
      {"f=${f} y=${yes} x=${none}", "f=1.0 y=True x=None"},
      {"l=${list}", "l=[1, 'a', None]"},
      {"o=${object}", "o={'k': 'v', 'n': 1}"},
      {"${unknown}", "${unknown}"},
      {"$unknown and ${n}", "$unknown and 3"},
      {"$$", "$"},
      {"$$n", "$n"},
      {"$${n}", "${n}"},
      {"$$$n", "$3"},
      {"${", "${"},
      {"${ n }", "${ n }"},
      {"$1", "$1"},
      {"cost: 5$", "cost: 5$"},
      {"${a-b}", "${a-b}"},
      {"$a-b", "$a-b"},
      {"${N}", "${N}"},
      {"${loop}", "${n}"},
      {"x${loop}", "x${n}"},
      {"${both}", "configuration"},
      {"${token}", "t0k3n"},
      {"${last}", 9},
      {"${one}", "${one}"},
      {"${n", "${n"},
      {"$text!", "hello!"},
      {"${text}s", "hellos"},
      {"", ""},
  };
  for (const auto& [text, expected] : table)
    EXPECT_EQ(substitute(text, values), expected) << text;
}

TEST(Substitute, GoesIntoListsAndObjectsButNotKeys) {
  const Json value = {{"${n}", {"${n}", {{"x", "a${n}"}}}}, {"y", 7}};
  EXPECT_EQ(substitute(value, values), Json({{"${n}", {3, {{"x", "a3"}}}}, {"y", 7}}));
}

TEST(Substitute, WorksWithoutSecrets) {
  const Json none;
  EXPECT_EQ(substitute("${n} ${token}", Values{configuration, none}), "3 ${token}");
}

TEST(PythonText, RendersValuesAsPythonDoes) {
  const std::vector<std::pair<Json, std::string>> table{
      {"as is", "as is"},
      {3, "3"},
      {-3, "-3"},
      {18446744073709551615U, "18446744073709551615"},
      {1.0, "1.0"},
      {2.5, "2.5"},
      {0.1, "0.1"},
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {15000000000.0, "15000000000.0"},
      {1e15, "1000000000000000.0"},
      {1e16, "1e+16"},
      {1.5e300, "1.5e+300"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {1.2e-5, "1.2e-05"},
      {true, "True"},
      {false, "False"},
      {nullptr, "None"},
      {Json::array(), "[]"},
      {Json::object(), "{}"},
      {{1, "a", nullptr, true}, "[1, 'a', None, True]"},
      {{"it's"}, "[\"it's\"]"},
      {{"both ' and \""}, "['both \\' and \"']"},
      {{"a\nb\\c\x01é"}, "['a\\nb\\\\c\\x01é']"},
      {{{"k", {1.0, {{"x", "y"}}}}}, "{'k': [1.0, {'x': 'y'}]}"},
  };
  for (const auto& [value, expected] : table)
    EXPECT_EQ(python_text(value), expected);
  EXPECT_EQ(python_float(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(python_float(std::numeric_limits<double>::quiet_NaN()), "nan");
}

}  // namespace
}  // namespace brunt::codec

#include "analysis/jsonpath.h"

#include <gtest/gtest.h>

namespace brunt::analysis {
namespace {

const Json store = Json::parse(R"({
  "nodes": [
    {"id": "a", "up": true,  "load": 1, "tags": ["x", "y"]},
    {"id": "b", "up": false, "load": 5, "tags": []},
    {"id": "c", "load": 9, "deep": {"id": "d"}}
  ],
  "list": [0, 1, 2, 3, 4, 5],
  "text": "héllo",
  "key": "text",
  "place": 1,
  "odd name": {"and": 1, "say \"hi\"": 2},
  "empty": {}
})");

/// What is found, as one line; or the error.
std::string at(const std::string& path) {
  const auto parsed = JsonPath::parse(path);
  if (!parsed) return "no path: " + parsed.error().what;
  const auto matches = parsed->matches(store);
  return matches ? to_text(Json(*matches)) : "error: " + matches.error().what;
}

void check(const std::vector<std::pair<std::string, std::string>>& table) {
  for (const auto& [path, expected] : table)
    EXPECT_EQ(at(path), expected) << path;
}

TEST(JsonPath, GoesByNameIndexAndWildcard) {
  check({{"$.key", R"(["text"])"},
         {"$ . key", R"(["text"])"},
         {R"($["odd name"]["and"])", "[1]"},
         {"$.nodes[0].id", R"(["a"])"},
         {"$.nodes[-1].id", R"(["c"])"},
         {"$.nodes[7]", "[]"},
         {"$.nodes[-4]", "[]"},
         {"$.nodes.*.id", R"(["a","b","c"])"},
         {"$.nodes[*].id", R"(["a","b","c"])"},
         {"$.empty.*", "[]"},
         {"$.text.*", "[]"},
         {"$.text[0]", "[]"},
         {"$.nowhere.at.all", "[]"}});
}

TEST(JsonPath, TakesSlicesAndUnions) {
  check({{"$.list[1:3]", "[1,2]"},
         {"$.list[:2]", "[0,1]"},
         {"$.list[4:]", "[4,5]"},
         {"$.list[-2:]", "[4,5]"},
         {"$.list[:-4]", "[0,1]"},
         {"$.list[::2]", "[0,2,4]"},
         {"$.list[1:5:3]", "[1,4]"},
         {"$.list[::-1]", "[]"},
         {"$.list[0:99]", "[0,1,2,3,4,5]"},
         {"$.list[0:6:9223372036854775807]", "[0]"},
         {"$.list[0,2,0]", "[0,2,0]"},
         {R"($.nodes[0]["id","load"])", R"(["a",1])"},
         {"$.list[5,*]", "[5,0,1,2,3,4,5]"}});
}

TEST(JsonPath, DescendsDepthFirstWithTheNodeItselfFirst) {
  check({{"$..id", R"(["a","b","c","d"])"},
         {"$.nodes[2]..*", R"(["c",9,{"id":"d"},"d"])"},
         {R"($..["deep"])", R"([{"id":"d"}])"},
         {"$.nodes..[0]", R"([{"id":"a","up":true,"load":1,"tags":["x","y"]},"x"])"}});
}

TEST(JsonPath, FiltersTheNodeItStandsOn) {
  check({{"$.nodes[?(@.id)]", "[]"},
         {"$.nodes.*[?(@.up = true)].id", R"(["a"])"},
         {"$.nodes.*[?(@.up != true)].id", R"(["b"])"},
         {"$.nodes[*][?(@.load > 1)].id", R"(["b","c"])"},
         {"$.nodes.*[?(@.load >= 1 and @.load <= 5)].id", R"(["a","b"])"},
         {"$.nodes.*[?(@.up)].id", R"(["a","b"])"},
         {"$.nodes.*[?(not @.up)].id", R"(["c"])"},
         {R"($.nodes.*[?(@.id = "a" or @.id = "c")].id)", R"(["a","c"])"},
         {R"($.nodes.*[?(@.id = "a" and @.load = 9 or @.load = 1)].id)", R"(["a"])"},
         {R"($.nodes.*[?((@.id = "a" and @.load = 9) or @.load = 5)].id)", R"(["b"])"},
         {"$.nodes.*[?(@.tags.* = \"y\")].id", R"(["a"])"},
         {R"($.nodes.*[?(@.tags contains "x")].id)", R"(["a"])"},
         {R"($.nodes.*[?(@.id contains "b")].id)", R"(["b"])"},
         {R"($.nodes.*[?(@ contains "deep")].id)", R"(["c"])"},
         {"$.nodes.*[?(@.load = $.place)].id", R"(["a"])"},
         {"$.nodes.*[?(@.up = 1)].id", R"(["a"])"},
         {"$.nodes.*[?(@.id < 5)].id", "[]"},
         {R"($.nodes.*[?(@.tags = ["x", "y"])].id)", R"(["a"])"},
         {R"($.nodes.*[?(@.deep = {"id": "d"})].id)", R"(["c"])"},
         {"$.nodes.*[?(@.load contains 1)]",
          "error: 'contains' cannot look for a number in a number"}});
}

TEST(JsonPath, ComputesSubscripts) {
  check({{"$[$.key]", R"(["héllo"])"},
         {"$.list[$.place]", "[1]"},
         {"$.list[@[2]]", "[2]"},
         {"$[$.empty]", "[]"}});
}

TEST(JsonPath, CallsFunctionsOnTheNode) {
  check({{"$.list.length()", "[6]"},
         {"$.list[length()]", "[6]"},
         {"$.text.length()", "[5]"},
         {"$.empty.length()", "[]"},
         {"$.nodes[2].keys()", R"([["id","load","deep"]])"},
         {"$.nodes[2].deep.values()", R"([["d"]])"},
         {"$.nodes[2].deep.entries()", R"([[["id","d"]]])"},
         {"$.text.charAt(1)", R"(["é"])"},
         {"$.text.charAt($.place)", R"(["é"])"},
         {"$.text.charAt(9)", "[]"},
         {"$.text.substring(1)", R"(["éllo"])"},
         {"$.text.substring(1, 3)", R"(["él"])"},
         {"$.list.charAt(0)", "[]"},
         {"$.nodes.*[?(@.tags.length() = 2)].id", R"(["a"])"}});
}

TEST(JsonPath, KeepsEscapesAsTheyAreWritten) {
  const Json value = {{R"(a\"b)", 1}};
  const auto path = JsonPath::parse(R"($["a\"b"])");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->matches(value).value(), std::vector<Json>{1});
}

TEST(JsonPath, SaysWhereAPathStopsMakingSense) {
  check(
      {{"", "no path: character 1: a path begins with $, not the end"},
       {"nodes", "no path: character 1: a path begins with $, not 'nodes'"},
       {"$.", "no path: character 3: a name of letters, digits and _ was expected, not the end"},
       {"$.and", "no path: character 3: 'and' is a reserved word: write [\"and\"], not 'and'"},
       {"$['a']",
        "no path: character 3: an index, a slice, a \"name\", * or ?(...) was expected, not "
        "''a']'"},
       {"$[a]", "no path: character 3: a name in brackets needs double quotes, not 'a]'"},
       {"$[01]",
        "no path: character 3: a whole number without leading zeros was expected, not '01]'"},
       {"$.a[?(@.x == 1)]", "no path: character 12: equality is written with one =, not '= 1)]'"},
       {"$.a[?(@.x && @.y)]", "no path: character 11: ')' was expected, not '&& @.y)]'"},
       {"$.a[?(@.x = 'y')]", "no path: character 13: texts need double quotes, not ''y')]'"},
       {"$.a b", "no path: character 5: a step such as .name, [0] or ..name was expected, not 'b'"},
       {"$[\"a", "no path: character 5: a closing double quote was expected, not the end"},
       {"$.size()",
        "no path: character 7: unknown function 'size' (length, keys, values, entries, charAt, "
        "substring), not '()'"}});
}

TEST(JsonPath, BoundsItsDepthAndItsWork) {
  std::string deep = "$";
  for (int i = 0; i < 200; ++i)
    deep += "[?(@";
  EXPECT_NE(at(deep).find("at most 64 levels"), std::string::npos);
  Json wide = Json::array();
  for (int i = 0; i < 2000; ++i)
    wide.push_back(i);
  const auto path = JsonPath::parse("$[*,*,*,*,*,*,*,*,*,*]..[?($[*] = 1)]");
  ASSERT_TRUE(path);
  EXPECT_FALSE(path->matches(wide));
}

}  // namespace
}  // namespace brunt::analysis

#include "codec/document.h"

#include <cmath>

#include <gtest/gtest.h>

namespace brunt::codec {
namespace {

Document json(std::string_view text) {
  auto parsed = parse_json_document(text);
  EXPECT_TRUE(parsed.has_value()) << describe(parsed.error(), "x");
  return parsed ? *parsed : Document{};
}

TEST(JsonDocument, KnowsWhereEveryValueBegins) {
  const Document document = json("{\n  \"a\": [1, {\"b/c~d\": true}],\n  \"é\": \"x\"\n}\n");
  const auto& at = document.positions;
  EXPECT_EQ(at.of(""), (Place{1, 1}));
  EXPECT_EQ(at.of("/a"), (Place{2, 8}));
  EXPECT_EQ(at.of("/a/0"), (Place{2, 9}));
  EXPECT_EQ(at.of("/a/1/b~1c~0d"), (Place{2, 22}));
  EXPECT_EQ(at.of("/é"), (Place{3, 8})) << "columns are characters, not bytes";
  EXPECT_EQ(at.of_key("/é"), (Place{3, 3}));
}

TEST(JsonDocument, GivesTheNearestPlaceForWhatIsNotThere) {
  const Document document = json("{\"a\": {\"b\": 1}}");
  EXPECT_EQ(document.positions.of("/a/c/d"), (Place{1, 7}));
  EXPECT_EQ(document.positions.of("/z"), (Place{1, 1}));
}

TEST(JsonDocument, ReadsEveryKindOfValue) {
  const Json expected = {{"text", "a\"\\/\b\f\n\r\té€😀"},
                         {"whole", -12},
                         {"large", 18446744073709551615U},
                         {"real", 1.5e3},
                         {"yes", true},
                         {"no", false},
                         {"none", nullptr},
                         {"list", Json::array()},
                         {"object", Json::object()}};
  EXPECT_EQ(json(R"({"text": "a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00", "whole": -12,
                     "large": 18446744073709551615, "real": 1.5e3, "yes": true, "no": false,
                     "none": null, "list": [ ], "object": { }})")
                .value,
            expected);
}

TEST(JsonDocument, ReadsWhatTheLibraryWrites) {
  const Json value = {{"a", {1, 2.5, "\x01\x7f", nullptr}}, {"b", {{"c", false}}}};
  EXPECT_EQ(json(to_text(value)).value, value);
  EXPECT_EQ(json(to_text(value, 2)).value, value);
}

TEST(JsonDocument, ReadsIntegersBeyond64BitsAsRealNumbers) {
  EXPECT_EQ(json("[123456789012345678901234567890]").value[0].get<double>(),
            123456789012345678901234567890.0);
  EXPECT_TRUE(std::isinf(json("[1e999]").value[0].get<double>()));
  EXPECT_EQ(json("[1e-999]").value[0], 0.0);
}

TEST(JsonDocument, ReadsPythonsNumbers) {
  const Json value = json("[NaN, Infinity, -Infinity]").value;
  EXPECT_TRUE(std::isnan(value[0].get<double>()));
  EXPECT_GT(value[1].get<double>(), 1e308);
  EXPECT_LT(value[2].get<double>(), -1e308);
}

TEST(JsonDocument, KeepsTheLastOfEqualKeysAndWarns) {
  const Document document = json("{\"a\": 1,\n \"a\": 2}");
  EXPECT_EQ(document.value["a"], 2);
  ASSERT_EQ(document.warnings.size(), 1U);
  EXPECT_EQ(document.warnings[0].line, 2U);
}

TEST(JsonDocument, SkipsAByteOrderMarkAndWarns) {
  const Document document = json("\xef\xbb\xbf{\"a\": 1}");
  EXPECT_EQ(document.positions.of("/a"), (Place{1, 7}));
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(JsonDocument, RefusesWhatIsNestedTooDeeply) {
  const auto parsed = parse_json_document(std::string(100'000, '['));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().summary, "the document is nested too deeply");
}

TEST(JsonDocument, HalfOfASurrogatePairStandsForNothing) {
  EXPECT_EQ(json(R"(["\ud83dx"])").value[0], "\xef\xbf\xbdx");
}

Document yaml(std::string_view text) {
  auto parsed = parse_yaml_document(text);
  EXPECT_TRUE(parsed.has_value()) << describe(parsed.error(), "x");
  return parsed ? *parsed : Document{};
}

TEST(YamlDocument, KnowsWhereEveryValueBegins) {
  const Document document = yaml("a:\n  - 1\n  - b: x\né: y\n");
  EXPECT_EQ(document.positions.of("/a/0"), (Place{2, 5}));
  EXPECT_EQ(document.positions.of("/a/1/b"), (Place{3, 8}));
  EXPECT_EQ(document.positions.of("/é"), (Place{4, 4}));
  EXPECT_EQ(document.positions.of_key("/é"), (Place{4, 1}));
}

TEST(YamlDocument, ResolvesScalarsAsYaml11) {
  const std::vector<std::pair<std::string, Json>> table{
      {"yes", true},
      {"No", false},
      {"ON", true},
      {"off", false},
      {"True", true},
      {"y", "y"},
      {"n", "n"},
      {"~", nullptr},
      {"null", nullptr},
      {"", nullptr},
      {"012", 10},
      {"08", "08"},
      {"0o12", "0o12"},
      {"0x1F", 31},
      {"0b11", 3},
      {"-0b11", -3},
      {"1_000", 1000},
      {"+7", 7},
      {"1e3", "1e3"},
      {"1.0e+3", 1000.0},
      {"1.5e10", "1.5e10"},
      {".5", 0.5},
      {"-.5", "-.5"},
      {"12:30:45", 45045},
      {"-1:30", -90},
      {"1:30.5", 90.5},
      {"2020-01-02", "2020-01-02"},
      {"2001-12-14 21:59:43", "2001-12-14T21:59:43"},
      {"2001-12-14t21:59:43.10Z", "2001-12-14T21:59:43.10Z"},
      {"'200'", "200"},
      {"\"yes\"", "yes"},
      {"!!str 200", "200"},
      {"plain text", "plain text"},
      {"1.2.3", "1.2.3"},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
  };
  for (const auto& [text, expected] : table) {
    EXPECT_EQ(yaml("a: " + text + "\n").value["a"], expected) << text;
  }
  EXPECT_TRUE(std::isinf(yaml("a: -.inf\n").value["a"].get<double>()));
  EXPECT_TRUE(std::isnan(yaml("a: .NaN\n").value["a"].get<double>()));
}

TEST(YamlDocument, GivesATaggedValueItsKind) {
  const Json value = yaml("a: !!float 3\nb: !!int '7'\nc: !!null x\nd: !!bool on\n").value;
  EXPECT_TRUE(value["a"].is_number_float());
  EXPECT_EQ(value["b"], 7);
  EXPECT_EQ(value["c"], nullptr);
  EXPECT_EQ(value["d"], true);
  for (const char* text : {"!!float x", "!!int 1.5", "!!int x", "!!bool 1"}) {
    const auto parsed = parse_yaml_document(std::string("a: ") + text + "\n");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().summary, "a value is not what its YAML tag says");
  }
}

TEST(YamlDocument, WarnsOfScalarsThatSurprise) {
  for (const char* text : {"on", "off", "yes", "no", "012", "12:30"}) {
    EXPECT_EQ(yaml(std::string("a: ") + text + "\n").warnings.size(), 1U) << text;
  }
  for (const char* text : {"true", "10", "0", "'on'", "x"}) {
    EXPECT_TRUE(yaml(std::string("a: ") + text + "\n").warnings.empty()) << text;
  }
}

TEST(YamlDocument, FollowsAnchorsAliasesAndMergeKeys) {
  const Json value = yaml(
                         "base: &b {x: 1, y: 2}\none: *b\ntwo:\n  <<: *b\n  y: 3\nthree:\n  <<: "
                         "[*b, {z: 9, x: 8}]\n")
                         .value;
  EXPECT_EQ(value["one"], Json({{"x", 1}, {"y", 2}}));
  EXPECT_EQ(value["two"], Json({{"x", 1}, {"y", 3}}));
  EXPECT_EQ(value["three"], Json({{"x", 1}, {"y", 2}, {"z", 9}}));
}

TEST(YamlDocument, TurnsKeysThatAreNoTextIntoText) {
  EXPECT_EQ(yaml("1: a\non: b\n~: c\n'2': d\n").value,
            Json({{"1", "a"}, {"true", "b"}, {"null", "c"}, {"2", "d"}}));
}

TEST(YamlDocument, AgreesWithJson) {
  const std::string text =
      R"({"title": "t", "list": [1, 2.5, "x", null, true, {"a": {}}], "e": ""})";
  EXPECT_EQ(yaml(text).value, json(text).value);
}

TEST(YamlDocument, RefusesWhatIsNestedTooDeeply) {
  EXPECT_FALSE(parse_yaml_document(std::string(10'000, '[')));
}

}  // namespace
}  // namespace brunt::codec

#include "codec/yaml_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "codec/document.h"

namespace brunt::codec {
namespace {

TEST(YamlText, IsBlockStyleWithQuotesWhereYamlWouldReadSomethingElse) {
  const Json value = Json::parse(R"({"title": "T", "off": "on", "n": ["012", 12, 1.5, "2020-01-02",
      "1e3", null, "null", "", "a: b", "#x", true, "yes", "12:30"], "empty": {}, "none": [],
      "inner": [{"k": "v", "l": [1]}]})");
  EXPECT_EQ(yaml_text(value), R"(title: T
'off': 'on'
n:
- '012'
- 12
- 1.5
- '2020-01-02'
- '1e3'
- null
- 'null'
- ''
- 'a: b'
- '#x'
- true
- 'yes'
- '12:30'
empty: {}
none: []
inner:
- k: v
  l:
  - 1
)");
}

TEST(YamlText, SortsKeysWhenAsked) {
  EXPECT_EQ(yaml_text({{"b", {{"d", 1}, {"c", 2}}}, {"a", 3}}, KeyOrder::sorted),
            "a: 3\nb:\n  c: 2\n  d: 1\n");
}

TEST(YamlText, EndsAScalarAsPyYamlDoes) {
  EXPECT_EQ(yaml_text("always"), "always\n...\n");
  EXPECT_EQ(yaml_text(3), "3\n...\n");
  EXPECT_EQ(yaml_text("on"), "'on'\n");
}

Json arbitrary_value(int levels) {
  const int kind = *rc::gen::inRange(0, levels > 0 ? 8 : 6);
  if (kind == 0) return nullptr;
  if (kind == 1) return *rc::gen::arbitrary<bool>();
  if (kind == 2) return *rc::gen::arbitrary<std::int64_t>();
  if (kind == 3) return *rc::gen::arbitrary<double>();
  if (kind == 4)
    return *rc::gen::element<std::string>(
        "on", "1_000", "0o7", "0x1F", "1.", ".5", "~", "<<", "=", "- a", "? b", "a\nb\n", "\n",
        " x ", "\t", "tr\xc3\xa9s", "\x01", "2001-12-14t21:59:43.10-05:00", "190:20:30", "!t");
  if (kind == 5) return *rc::gen::string<std::string>();
  Json out = kind == 6 ? Json::array() : Json::object();
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    if (kind == 6) {
      out.push_back(arbitrary_value(levels - 1));
    } else {
      out[*rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))] =
          arbitrary_value(levels - 1);
    }
  }
  return out;
}

RC_GTEST_PROP(YamlText, IsReadBackAsTheSameValue, ()) {
  Json value = {{"value", arbitrary_value(3)}};
  value = Json::parse(to_text(value));  // bytes that are no UTF-8 are replaced as elsewhere
  const std::string text = yaml_text(value);
  const auto back = parse_yaml_document(text);
  if (!back) RC_FAIL(back.error().summary + "\n" + text);
  if (back->value != value) RC_FAIL(text + to_text(value) + "\n" + to_text(back->value));
}

}  // namespace
}  // namespace brunt::codec

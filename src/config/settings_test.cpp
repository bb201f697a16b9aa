#include "config/settings.h"

#include <filesystem>
#include <fstream>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec/yaml_text.h"

namespace brunt::config {
namespace {

namespace fs = std::filesystem;

constexpr const char* sample = R"(runtime:
  hypothesis: {strategy: continuously}
  rollbacks: {strategy: always}
auths:
  plans.example.org:8443: {type: bearer, value: s3cr3t}
controls:
  audit:
    provider: {type: python, module: acme.audit, arguments: {level: 2}}
notifications:
  - {type: http, url: "https://hooks.example.org/chaos", headers: {X-Key: k3y}, events: [run-failed]}
)";

TEST(Settings, SayWhatTheFileSays) {
  const auto settings = parse_settings(sample);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->hypothesis_strategy(), "continuously");
  EXPECT_EQ(settings->rollback_strategy(), "always");
  EXPECT_EQ(to_text(settings->auths()),
            R"({"plans.example.org:8443":{"type":"bearer","value":"s3cr3t"}})");
  EXPECT_EQ(settings->controls(), std::vector<std::string>{"audit"});
  ASSERT_EQ(settings->notifications().size(), 1U);
  EXPECT_EQ(settings->confidential(), (std::vector<std::string>{"s3cr3t", "k3y"}));
  EXPECT_TRUE(settings->warnings.empty());
}

TEST(Settings, MayBeEmptyOrMissing) {
  for (const auto* text : {"", "\n", "# nothing yet\n", "null\n", "{}\n"}) {
    const auto settings = parse_settings(text);
    ASSERT_TRUE(settings) << text;
    EXPECT_TRUE(settings->document.empty()) << text;
    EXPECT_EQ(settings->hypothesis_strategy(), std::nullopt);
  }
  const auto missing = read_settings("/nowhere/settings.yaml");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->found);
}

TEST(Settings, ThatCannotBeReadSayWhere) {
  const auto broken = parse_settings("runtime:\n  - a\n b: [\n");
  ASSERT_FALSE(broken);
  EXPECT_TRUE(broken.error().what.starts_with("3:2: ")) << broken.error().what;
  EXPECT_FALSE(parse_settings("- a\n- b\n"));
  const auto odd =
      parse_settings("runtime: [1]\nnotifications: {a: 1}\nauths:\ncontrols: {a: 1}\n");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->warnings.size(), 3U);
  EXPECT_EQ(odd->hypothesis_strategy(), std::nullopt);
  EXPECT_TRUE(odd->notifications().empty());
}

TEST(SettingsFile, IsMadeForItsOwnerAndKeepsItsMode) {
  const fakes::ScratchFolder folder;
  const fs::path path = folder / "new" / "settings.yaml";
  const Json document = {{"b", 1}, {"a", {{"y", "on"}, {"x", Json::array({1, "two"})}}}};
  ASSERT_TRUE(write_settings(path, document));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, "a:\n  x:\n  - 1\n  - two\n  y: 'on'\nb: 1\n");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_TRUE(write_settings(path, document));
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0640U);
}

TEST(SettingsKey, IsADottedPathWithEscapesAndNumbers) {
  struct Row {
    const char* text;
    SettingsKey key;
  };
  for (const auto& row : std::vector<Row>{
           {"auths", {{"auths", {}}}},
           {R"(auths.example\.com:8443.type)",
            {{"auths", {}}, {"example.com:8443", {}}, {"type", {}}}},
           {"controls[0].name", {{"controls", {}}, {"", 0}, {"name", {}}}},
           {"grid[1][2]", {{"grid", {}}, {"", 1}, {"", 2}}},
           {"odd]", {{"odd]", {}}}},
       }) {
    const auto key = parse_settings_key(row.text);
    ASSERT_TRUE(key) << row.text;
    EXPECT_EQ(*key, row.key) << row.text;
  }
  for (const auto* text : {"", ".", "a..b", "a.", "[0]", "a[x]", "a[]", "a[-1]"})
    EXPECT_FALSE(parse_settings_key(text)) << text;
}

TEST(Settings, AreFoundSetAndRemovedByKey) {
  Json document = {{"list", {{{"name", "a"}}, {{"name", "b"}}}}};
  const auto key = [](std::string_view text) { return parse_settings_key(text).value(); };
  EXPECT_EQ(to_text(*find_setting(document, key("list[1].name"))), R"("b")");
  EXPECT_EQ(find_setting(document, key("list[2]")), nullptr);
  EXPECT_EQ(find_setting(document, key("list.name")), nullptr);
  ASSERT_TRUE(set_setting(document, key("runtime.rollbacks.strategy"), "always"));
  ASSERT_TRUE(set_setting(document, key("list[2].name"), "c"));
  EXPECT_EQ(to_text(document), R"({"list":[{"name":"a"},{"name":"b"},{"name":"c"}],)"
                               R"("runtime":{"rollbacks":{"strategy":"always"}}})");
  const Json before = document;
  EXPECT_FALSE(set_setting(document, key("list[7]"), 1));
  EXPECT_FALSE(set_setting(document, key("list[0].name.more"), 1));
  EXPECT_FALSE(set_setting(document, key("runtime[0]"), 1));
  EXPECT_EQ(document, before);
  EXPECT_TRUE(remove_setting(document, key("list[0]")));
  EXPECT_TRUE(remove_setting(document, key("runtime")));
  EXPECT_FALSE(remove_setting(document, key("runtime")));
  EXPECT_EQ(to_text(document), R"({"list":[{"name":"b"},{"name":"c"}]})");
}

RC_GTEST_PROP(Settings, ThatWereSetAreFound, (std::vector<std::uint8_t> steps, int value)) {
  SettingsKey key{{"top", {}}};
  for (const auto step : steps)
    key.push_back(step % 3 == 0 ? SettingsStep{"", 0} : SettingsStep{std::string(1, 'a'), {}});
  Json document = Json::object();
  RC_ASSERT(set_setting(document, key, value).has_value());
  const Json* found = find_setting(document, key);
  RC_ASSERT(found != nullptr && *found == value);
  RC_ASSERT(remove_setting(document, key));
  RC_ASSERT(find_setting(document, key) == nullptr);
}

}  // namespace
}  // namespace brunt::config

#include "load/target.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

brunt::Result<std::string> named_body(const std::string& path) {
  if (path == "gone") return std::unexpected(Error{Errc::not_found, "no such file: gone", {}});
  return "body of " + path;
}

std::string error_of(std::string_view text) {
  const auto targets = parse_http_targets(text, {}, "", named_body, "data/scenario.txt");
  return targets ? "none" : targets.error().what;
}

TEST(HttpTargets, ReadTheSeedsScenario) {
  const char* const text =
      "GET http://demo.foo.bar/function/astre\nAuthorization: Basic abc\n"
      "Content-Type: application/json\n@./data/london.json\n\n\n"
      "GET http://demo.foo.bar/function/astre\nAuthorization: Basic abc\n@./data/newyork.json\n";
  const auto targets = parse_http_targets(text, {}, "", named_body).value();
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].method, "GET");
  EXPECT_EQ(targets[0].headers.at(1).second, "application/json");
  EXPECT_EQ(targets[0].body, "body of ./data/london.json");
  EXPECT_EQ(targets[1].body, "body of ./data/newyork.json");
}

TEST(HttpTargets, NeedNoEmptyLineBetweenBareRequests) {
  const auto targets =
      parse_http_targets("# two\nGET http://a/\nPOST http://b/\r\n  GET   http://c/ ", {}, "x",
                         named_body)
          .value();
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_EQ(targets[1].method, "POST");
  EXPECT_EQ(targets[2].url, "http://c/");
  EXPECT_EQ(targets[2].body, "x");
}

TEST(HttpTargets, PutTheCommonHeadersFirstAndKeepRepeats) {
  const auto targets =
      parse_http_targets("GET http://a/\nx-id: 2\n# why\nX-Id: 3", {{"X-Id", "1"}}, "", named_body)
          .value();
  EXPECT_EQ(targets[0].headers, (net::Headers{{"X-Id", "1"}, {"x-id", "2"}, {"X-Id", "3"}}));
}

TEST(HttpTargets, NameTheLineOfAnError) {
  const std::pair<const char*, const char*> cases[] = {
      {"GET", "data/scenario.txt:1: bad target: found 'GET', expected METHOD URL"},
      {"get http://a/",
       "data/scenario.txt:1: bad method: found 'get', expected capitals such as GET"},
      {"\nGET /x",
       "data/scenario.txt:2: bad URL: '/x' has no scheme, expected http:// or https://"},
      {"GET http://a/\nA: 1\n\n# c\nGET http://b/\nB: 2\nC 3",
       "data/scenario.txt:7: bad header: found 'C 3', expected Name: value"},
      {"GET http://a/\nA:", "data/scenario.txt:2: bad header: found 'A:', expected Name: value"},
      {"GET http://a/\nA: 1\nGET http://b/",
       "data/scenario.txt:3: bad header: found the request 'GET http://b/', expected an empty line "
       "before it"},
      {"GET http://a/\n@gone", "data/scenario.txt:2: bad body: no such file: gone"},
      {"# nothing\n\n", "no targets to attack"},
  };
  for (const auto& [text, what] : cases)
    EXPECT_EQ(error_of(text), what);
}

TEST(HttpTargets, PrintNoControlCharactersInErrors) {
  EXPECT_EQ(error_of("GET\x1b[2J").find('\x1b'), std::string::npos);
}

TEST(JsonTargets, ReadOneObjectALine) {
  const auto targets =
      parse_json_targets(
          "{\"method\":\"POST\",\"url\":\"http://a/\",\"body\":\"aGk=\",\"header\":{\"K\":[\"v1\","
          "\"v2\"]},\"more\":1}\n\n{\"method\":\"GET\",\"url\":\"http://b/\"}",
          {{"H", "0"}}, "common")
          .value();
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].body, "hi");
  EXPECT_EQ(targets[0].headers, (net::Headers{{"H", "0"}, {"K", "v1"}, {"K", "v2"}}));
  EXPECT_EQ(targets[1].body, "common");
}

TEST(JsonTargets, NameTheLineOfAnError) {
  const std::pair<const char*, const char*> cases[] = {
      {"\n[]", "t.json:2: bad target: found array, expected an object"},
      {"{\"url\":\"http://a/\"}", "t.json:1: bad target: 'method' is missing"},
      {"{\"method\":1,\"url\":\"http://a/\"}",
       "t.json:1: bad target: 'method' is number, expected text"},
      {"{\"method\":\"G T\",\"url\":\"http://a/\"}", "t.json:1: bad method: found 'G T'"},
      {"{\"method\":\"GET\",\"url\":\"http://a/\",\"header\":{\"K\":\"v\"}}",
       "t.json:1: bad header: 'K' is string, expected a list of text"},
      {"{\"method\":\"GET\",\"url\":\"http://a/\",\"header\":{\"K\":[\"v\\r\\nX: 1\"]}}",
       "t.json:1: bad header: 'K' holds a line end"},
      {" \n", "no targets to attack"},
  };
  for (const auto& [text, what] : cases) {
    const auto targets = parse_json_targets(text, {}, "", "t.json");
    ASSERT_FALSE(targets.has_value()) << text;
    EXPECT_EQ(targets.error().what, what);
  }
}

RC_GTEST_PROP(Targets, NeverCrashOnAnyText, (const std::string& text)) {
  (void)parse_http_targets(text, {}, "", named_body).has_value();
  (void)parse_http_targets("GET http://a/\n" + text, {}, "", named_body).has_value();
  (void)parse_json_targets(text, {}, "").has_value();
}

}  // namespace
}  // namespace brunt::load

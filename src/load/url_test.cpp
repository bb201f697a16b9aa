#include "load/url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

TEST(ParseUrl, TakesAnAddressApart) {
  const Url url = parse_url("http://jane:pw@shop.example:8080/a/b?c=d#part").value();
  EXPECT_EQ(url.scheme, "http");
  EXPECT_EQ(url.user_info, "jane:pw");
  EXPECT_EQ(url.authority, "shop.example:8080");
  EXPECT_EQ(url.host, "shop.example");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(url.target, "/a/b?c=d");
}

TEST(ParseUrl, FillsInWhatIsLeftOut) {
  EXPECT_EQ(parse_url("https://shop")->port, 443);
  EXPECT_EQ(parse_url("http://shop")->target, "/");
  EXPECT_EQ(parse_url("http://shop?q=1")->target, "/?q=1");
  EXPECT_EQ(parse_url("http://:80")->host, "localhost");
  EXPECT_EQ(parse_url("HTTP://shop:/")->port, 80);
}

TEST(ParseUrl, KnowsAddressesInBrackets) {
  const Url url = parse_url("http://[::1]:9/x").value();
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, 9);
  EXPECT_EQ(url.authority, "[::1]:9");
}

TEST(ParseUrl, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"shop/x", "'shop/x' has no scheme, expected http:// or https://"},
      {"ftp://shop/", "unsupported scheme 'ftp', expected http or https"},
      {"http://shop:99999/", "invalid port '99999', expected 0 to 65535"},
      {"http://shop:8x/", "invalid port '8x', expected 0 to 65535"},
      {"http://sh op/", "blank or control character in URL"},
      {"http://[::1/", "missing ']' in host"},
      {"http://[::1]x/", "only a port may follow ']' in host"},
  };
  for (const auto& [text, what] : cases) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url.has_value()) << text;
    EXPECT_EQ(url.error().what, what) << text;
    EXPECT_EQ(url.error().code, Errc::invalid_input) << text;
  }
}

TEST(ResolveLocation, FollowsTheRulesForReferences) {
  const Url base = parse_url("http://shop:81/a/b?q=1").value();
  const std::pair<const char*, const char*> cases[] = {
      {"https://other/x", "https://other/x"},
      {"//other/x", "http://other/x"},
      {"/top?x=1", "http://shop:81/top?x=1"},
      {"c", "http://shop:81/a/c"},
      {"../c", "http://shop:81/c"},
      {"./", "http://shop:81/a/"},
      {"?z=2", "http://shop:81/a/b?z=2"},
      {"", "http://shop:81/a/b?q=1"},
      {"/../../up", "http://shop:81/up"},
      {"c?next=http://x/", "http://shop:81/a/c?next=http://x/"},
  };
  for (const auto& [location, expected] : cases) {
    EXPECT_EQ(resolve_location(base, location), expected) << location;
  }
}

RC_GTEST_PROP(ParseUrl, NeverCrashesOnAnyText, (const std::string& text)) {
  const auto url = parse_url("http://" + text);
  if (url) RC_ASSERT(url->target.starts_with('/'));
}

}  // namespace
}  // namespace brunt::load

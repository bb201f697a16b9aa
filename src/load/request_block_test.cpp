#include "load/request_block.h"

#include <gtest/gtest.h>

namespace brunt::load {
namespace {

TEST(MakeRequest, WritesWhatGoesOverTheWire) {
  const Target target{"GET", "http://shop:81/a?b=1", {{"x-Id", "7"}, {"X-Id", "8"}}, "hi"};
  EXPECT_EQ(make_request(target, {})->bytes,
            "GET /a?b=1 HTTP/1.1\r\nHost: shop:81\r\nUser-Agent: brunt\r\nx-Id: 7\r\nX-Id: 8\r\n"
            "Content-Length: 2\r\n\r\nhi");
}

TEST(MakeRequest, LetsTheTargetChooseHostAndUserAgentButNotTheFraming) {
  const Target target{"POST",
                      "http://10.0.0.1/",
                      {{"host", "shop"},
                       {"user-agent", "me"},
                       {"Content-Length", "99"},
                       {"Transfer-Encoding", "chunked"},
                       {"Connection", "x"}},
                      ""};
  EXPECT_EQ(make_request(target, {"", false})->bytes,
            "POST / HTTP/1.1\r\nHost: shop\r\nuser-agent: me\r\nConnection: close\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(MakeRequest, NamesTheAttackAndTheUser) {
  const std::string bytes =
      make_request({"GET", "http://jane:p%40w@shop/", {}, ""}, {"night"})->bytes;
  EXPECT_NE(bytes.find("X-Vegeta-Attack: night\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Authorization: Basic amFuZTpwQHc=\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Host: shop\r\n"), std::string::npos);
}

TEST(MakeRequest, KnowsWhatMayBeRepeated) {
  EXPECT_TRUE(make_request({"GET", "http://a/", {}, "x"}, {})->replayable);
  EXPECT_FALSE(make_request({"POST", "http://a/", {}, ""}, {})->replayable);
  EXPECT_TRUE(make_request({"POST", "http://a/", {{"idempotency-key", "1"}}, ""}, {})->replayable);
}

TEST(Redirected, RepeatsOrTurnsIntoAGet) {
  const Target post{"POST", "http://a/", {{"Content-Type", "x"}, {"Authorization", "s"}}, "b"};
  const Url from = parse_url("http://a/").value();
  const Target seen = redirected(post, 303, from, "http://a/y");
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.body, "");
  EXPECT_EQ(seen.headers, (net::Headers{{"Authorization", "s"}}));
  const Target same = redirected(post, 307, from, "http://a/y");
  EXPECT_EQ(same.method, "POST");
  EXPECT_EQ(same.body, "b");
  EXPECT_EQ(redirected({"HEAD", "http://a/", {}, ""}, 302, from, "/").method, "HEAD");
}

TEST(Redirected, KeepsCredentialsFromOtherHosts) {
  const Target get{"GET", "http://a/", {{"Authorization", "s"}, {"Cookie", "c"}, {"X", "1"}}, ""};
  const Url from = parse_url("http://a/").value();
  EXPECT_EQ(redirected(get, 308, from, "http://b/").headers, (net::Headers{{"X", "1"}}));
}

}  // namespace
}  // namespace brunt::load

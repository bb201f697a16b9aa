#include "net/http_types.h"

#include <gtest/gtest.h>

#include "net/http_client.h"
#include "net/url.h"

namespace brunt::net {
namespace {

TEST(Headers, AreFoundWhateverTheirCase) {
  const Headers headers = {{"X-One", "1"}, {"x-one", "2"}};
  EXPECT_EQ(header(headers, "x-ONE"), "1");
  EXPECT_FALSE(header(headers, "x-two"));
}

TEST(PercentEncoding, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~ /{}é"), "aZ09-._~%20%2F%7B%7D%C3%A9");
  EXPECT_EQ(percent_decode("a%20b%2fc+d%zz%2", false), "a b/c+d%zz%2");
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
}

TEST(Resolve, IsReadAsCurlWritesIt) {
  EXPECT_EQ(parse_resolve("Shop.example:80:127.0.0.1:8080").value(),
            (Resolve{"shop.example", 80, "127.0.0.1", 8080}));
  EXPECT_EQ(parse_resolve("[::1]:80:[fe80::1]:81").value(), (Resolve{"::1", 80, "fe80::1", 81}));
  for (const char* text : {"", "a", "a:80", "a:80:b", "a:80:b:", "a:0:b:1", "a:80:b:65536",
                           "a:80:b:1:2", ":80:b:1", "[::1:80:b:1", "a:80::1"}) {
    EXPECT_EQ(parse_resolve(text).error().code, Errc::invalid_input) << text;
  }
  EXPECT_EQ(parse_resolve("a").error().what,
            "'a' is not HOST:PORT:ADDRESS:PORT, as in shop.example:80:127.0.0.1:8080");
}

TEST(Url, IsTakenApart) {
  struct Row {
    const char* url;
    const char* host;
    int port;
  };
  for (const Row& row : {Row{"http://a", "a", 80}, Row{"HTTPS://u:p@A.b/x", "a.b", 443},
                         Row{"http://a:81?x=:1", "a", 81}, Row{"http://[::1]:82/", "::1", 82},
                         Row{"http://[::1]", "::1", 80}, Row{"http://a:/", "a", 80}}) {
    const auto parts = url_parts(row.url);
    ASSERT_TRUE(parts) << row.url;
    EXPECT_EQ(parts->host, row.host) << row.url;
    EXPECT_EQ(parts->port, row.port) << row.url;
  }
  for (const char* url : {"", "a", "ftp://a", "http://", "http://a:x", "http://[::1", "/path"}) {
    EXPECT_FALSE(url_parts(url)) << url;
  }
}

TEST(Url, IsPrintedWithoutItsPassword) {
  EXPECT_EQ(mask_url("http://user:secret@host/a@b"), "http://***@host/a@b");
  EXPECT_EQ(mask_url("http://host/a@b"), "http://host/a@b");
  EXPECT_EQ(mask_url("no url"), "no url");
}

}  // namespace
}  // namespace brunt::net

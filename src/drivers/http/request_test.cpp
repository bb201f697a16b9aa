#include "drivers/http/request.h"

#include <chrono>

#include <gtest/gtest.h>

#include "drivers/http/charset.h"

namespace brunt::drivers::http {
namespace {

using namespace std::chrono_literals;

Json with(const char* key, Json value) {
  return {{"url", "http://a/"}, {key, std::move(value)}};
}

TEST(HttpRequest, PutsArgumentsWhereTheMethodSays) {
  struct Row {
    const char* method;
    const char* content_type;
    Json arguments;
    const char* url;
    const char* body;  ///< nullptr = none
    const char* sent_type;
  };
  const Json object = {{"b", 1}, {"a", "x y"}};
  for (const Row& row : std::vector<Row>{
           {"get", "", object, "http://a/?q=1&b=1&a=x+y", nullptr, ""},
           {"GET", "", "raw=%20&x", "http://a/?q=1&raw=%20&x", nullptr, ""},
           {"GET", "", Json::array({Json::array({"k", "v"})}), "http://a/?q=1&k=v", nullptr, ""},
           {"GET", "", nullptr, "http://a/?q=1", nullptr, ""},
           {"GET", "application/json", object, "http://a/?q=1&b=1&a=x+y", nullptr,
            "application/json"},
           {"POST", "application/json", object, "http://a/?q=1", R"({"b": 1, "a": "x y"})",
            "application/json"},
           {"POST", "application/json", "text", "http://a/?q=1", "\"text\"", "application/json"},
           {"POST", "application/json", Json::object(), "http://a/?q=1", "{}", "application/json"},
           {"POST", "application/json", nullptr, "http://a/?q=1", "", "application/json"},
           {"POST", "application/json; charset=utf-8", object, "http://a/?q=1", "b=1&a=x+y",
            "application/json; charset=utf-8"},
           {"PUT", "", object, "http://a/?q=1", "b=1&a=x+y", "application/x-www-form-urlencoded"},
           {"POST", "", "raw é", "http://a/?q=1", "raw é", ""},
           {"DELETE", "", nullptr, "http://a/?q=1", "", ""},
           {"HEAD", "", nullptr, "http://a/?q=1", nullptr, ""},
       }) {
    Json provider = {{"url", "http://a/?q=1#part"}, {"method", row.method}};
    if (*row.content_type != '\0') provider["headers"] = {{"Content-Type", row.content_type}};
    provider["arguments"] = row.arguments;
    const auto request = plan_request(provider).value().request;
    const std::string shown = row.method + std::string(" ") + to_text(row.arguments);
    EXPECT_EQ(request.url.substr(0, request.url.find('#')), row.url) << shown;
    ASSERT_EQ(request.body.has_value(), row.body != nullptr) << shown;
    if (row.body != nullptr) {
      EXPECT_EQ(*request.body, row.body) << shown;
    }
    EXPECT_EQ(net::header(request.headers, "Content-Type").value_or(""), row.sent_type) << shown;
  }
}

TEST(HttpRequest, SelectsJsonOnlyByTheExactSpelling) {
  Json provider = {{"url", "http://a/"}, {"method", "POST"}, {"arguments", {{"a", 1}}}};
  provider["headers"] = {{"content-type", "application/json"}};
  EXPECT_EQ(plan_request(provider)->request.body, "a=1");
}

TEST(HttpRequest, EncodesFormsAsPythonDoes) {
  struct Row {
    Json value;
    const char* text;
  };
  for (const Row& row : std::vector<Row>{
           {{{"a", nullptr}, {"b", true}, {"c", 1.5}}, "b=True&c=1.5"},
           {{{"a", {1, "x", nullptr}}}, "a=1&a=x"},
           {{{"a", {{"k", 1}, {"l", 2}}}}, "a=k&a=l"},
           {{{"ä b", "&="}}, "%C3%A4+b=%26%3D"},
           {Json::array({Json::array({"a", 1}), Json::array({"a", {2, 3}})}), "a=1&a=2&a=3"},
           {Json::object(), ""},
       }) {
    EXPECT_EQ(form_encode(row.value).value(), row.text) << row.value;
  }
  EXPECT_FALSE(form_encode(5));
  EXPECT_FALSE(form_encode(Json::array({1})));
}

TEST(HttpRequest, WritesJsonAsPythonDoes) {
  EXPECT_EQ(python_json({{"é", {1, 2.0, nullptr, true}}, {"o", Json::object()}}),
            R"({"\u00e9": [1, 2.0, null, true], "o": {}})");
}

TEST(HttpRequest, QuotesWhatAUrlMayNotHold) {
  EXPECT_EQ(quote_url("http://a/x y/é?q=%20\"[1]"), "http://a/x%20y/%C3%A9?q=%20%22[1]");
}

TEST(HttpRequest, ReadsTimeouts) {
  EXPECT_EQ(plan_request(with("timeout", 3))->request.read_timeout, 3s);
  EXPECT_EQ(plan_request(with("timeout", 0.5))->request.connect_timeout, 500ms);
  const auto pair = plan_request(with("timeout", {1, 2.5})).value().request;
  EXPECT_EQ(pair.connect_timeout, 1s);
  EXPECT_EQ(pair.read_timeout, 2500ms);
  EXPECT_FALSE(plan_request(with("timeout", nullptr))->request.read_timeout);
  EXPECT_FALSE(plan_request(with("timeout", "${t}"))->request.read_timeout);
}

TEST(HttpRequest, ReadsTlsAndRetries) {
  EXPECT_TRUE(plan_request(with("verify_tls", true))->request.tls.verify);
  EXPECT_FALSE(plan_request(with("verify_tls", false))->request.tls.verify);
  EXPECT_EQ(plan_request(with("verify_tls", "ca.pem"))->request.tls.ca_file, "ca.pem");
  EXPECT_EQ(plan_request(with("max_retries", 2))->max_retries, 2);
}

TEST(HttpRequest, SaysWhatIsWrong) {
  struct Row {
    Json provider;
    const char* what;
  };
  const char* url = "expected an absolute http or https URL";
  for (const Row& row : std::vector<Row>{
           {Json::object(), "url: found null, "},
           {{{"url", 5}}, "url: found 5, "},
           {{{"url", "ftp://a"}}, "url: found \"ftp://a\", "},
           {{{"url", "http://u:p@"}}, "url: found \"http://***@\", "},
       }) {
    EXPECT_EQ(plan_request(row.provider).error(),
              (Error{Errc::invalid_input, std::string(row.what) + url, {}}));
  }
  for (const Row& row : std::vector<Row>{
           {with("method", "A B"), "method: found \"A B\", expected a method's name, as in GET"},
           {with("headers", {{"X", 1}}), "headers.X: found 1, expected a text"},
           {with("headers", "X"), "headers: found \"X\", expected an object of texts"},
           {with("timeout", 0),
            "timeout: found 0, expected seconds above zero, or [connect, read]"},
           {with("timeout", "3"),
            "timeout: found \"3\", expected seconds above zero, or [connect, read]"},
           {with("timeout", true),
            "timeout: found true, expected seconds above zero, or [connect, read]"},
           {with("timeout", {1}),
            "timeout: found [1], expected a list of two numbers: [connect, read]"},
           {with("verify_tls", 1),
            "verify_tls: found 1, expected true, false or the path of a CA bundle"},
           {with("max_retries", -1), "max_retries: found -1, expected a whole number from 0"},
           {with("arguments", 5),
            "arguments: found 5, expected an object, a list of pairs or a text"},
       }) {
    EXPECT_EQ(plan_request(row.provider).error().what, row.what);
  }
  EXPECT_TRUE(plan_request({{"url", "${base}/x"}}));
}

TEST(Charset, IsThatOfTheContentType) {
  struct Row {
    const char* type;
    const char* bytes;
    const char* text;
  };
  for (const Row& row : {
           Row{"text/plain; charset=utf-8", "\xc3\xa9\xff", "é\xef\xbf\xbd"},
           Row{"text/plain", "\xc3\xa9", "Ã©"},
           Row{"text/html; charset=\"ISO-8859-15\"", "\xa4", "€"},
           Row{"text/html; charset=none-such", "\xc3\xa9", "é"},
           Row{"application/problem+json", "\xc3\xa9", "é"},
           Row{"", "\xc3\xa9", "é"},
           Row{"application/octet-stream", "\xe9", "é"},
           Row{"text/plain; charset=us-ascii", "a\xe9", "a\xef\xbf\xbd"},
       }) {
    EXPECT_EQ(decode_body(row.bytes, row.type), row.text) << row.type;
  }
}

}  // namespace
}  // namespace brunt::drivers::http

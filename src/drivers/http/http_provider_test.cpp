#include "drivers/http/http_provider.h"

#include <atomic>
#include <chrono>
#include <latch>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "net/http_server.h"

namespace brunt::drivers::http {
namespace {

using net::ServerRequest;
using net::ServerResponse;
using provider::Outcome;

/// A server that answers by path, and the provider under test.
struct Http : testing::Test {
  std::atomic<int> asked = 0;
  std::unique_ptr<net::HttpServer> server =
      net::HttpServer::listen("127.0.0.1", 0, [this](const ServerRequest& r, std::stop_token stop) {
        ++asked;
        return answer(r, std::move(stop));
      }).value();
  std::unique_ptr<provider::Provider> provider = make_http_provider({});

  static ServerResponse answer(const ServerRequest& r, std::stop_token stop) {
    if (r.path == "/json") {
      return {200,
              {{"Content-Type", "application/json"}, {"X-A", "1"}, {"x-a", "2"}},
              R"({"b": 1, "a": [null]})",
              {}};
    }
    if (r.path == "/broken") return {200, {{"Content-Type", "application/json"}}, "{oops", {}};
    if (r.path == "/empty") return {204, {{"Content-Type", "application/json"}}, "", {}};
    if (r.path == "/charset") {
      return {200, {{"Content-Type", "application/json; charset=utf-8"}}, "{}", {}};
    }
    if (r.path == "/500") return {500, {{"Content-Type", "text/plain"}}, "down", {}};
    if (r.path == "/loop") return {302, {{"Location", "/loop"}}, "", {}};
    if (r.path == "/cut") {
      ServerResponse response;
      response.stream = [](net::Stream& out) {
        out.write("half");
        throw std::runtime_error("cut");
      };
      return response;
    }
    if (r.path == "/hang") {
      std::latch stopped(1);
      const std::stop_callback wake(stop, [&] { stopped.count_down(); });
      stopped.wait();
    }
    return {200, {{"Content-Type", "text/plain"}}, r.method + " " + r.target + " " + r.body, {}};
  }

  std::string url(const std::string& path) const {
    return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
  }
  Result<Outcome> get(const std::string& path, Json more = Json::object(),
                      const Limits& limits = {Deadline::in(std::chrono::seconds(20)), {}}) const {
    provider::Call call;
    more["type"] = "http";
    if (!more.contains("url")) more["url"] = url(path);
    call.provider = std::move(more);
    return provider->invoke(call, limits, {});
  }
};

TEST_F(Http, GivesStatusHeadersAndParsedBody) {
  const auto outcome = get("/json").value();
  EXPECT_TRUE(outcome.succeeded);
  EXPECT_EQ(
      outcome.output,
      (Json{{"status", 200},
            {"headers",
             {{"Content-Type", "application/json"}, {"X-A", "1, 2"}, {"Content-Length", "21"}}},
            {"body", {{"b", 1}, {"a", {nullptr}}}}}));
  EXPECT_EQ(outcome.summary, "200");
}

TEST_F(Http, KeepsABodyThatIsNoJsonAsText) {
  EXPECT_EQ(get("/broken")->output["body"], "{oops");
  EXPECT_EQ(get("/empty")->output["body"], "");
  EXPECT_EQ(get("/charset")->output["body"], "{}");
  EXPECT_EQ(get("/json", {{"method", "HEAD"}})->output["body"], "");
}

TEST_F(Http, SucceedsWhateverTheStatus) {
  const auto outcome = get("/500").value();
  EXPECT_TRUE(outcome.succeeded);
  EXPECT_EQ(outcome.output["status"], 500);
  EXPECT_EQ(outcome.output["body"], "down");
  EXPECT_EQ(outcome.summary, "500");
}

TEST_F(Http, SendsTheArguments) {
  EXPECT_EQ(get("/x", {{"arguments", {{"a", 1}}}})->output["body"], "GET /x?a=1 ");
  EXPECT_EQ(get("/x", {{"method", "post"}, {"arguments", {{"a", 1}}}})->output["body"],
            "POST /x a=1");
}

TEST_F(Http, FailsWhenNobodyAnswers) {
  std::string gone;
  {
    const auto other = net::HttpServer::listen("127.0.0.1", 0, {}).value();
    gone = fmt::format("http://u:p@127.0.0.1:{}/", other->port());
  }
  const auto outcome = get("", {{"url", gone}}).value();
  EXPECT_FALSE(outcome.succeeded);
  const std::string masked = "http://***@" + gone.substr(11);
  EXPECT_EQ(outcome.failure, "chaoslib.exceptions.ActivityFailed: failed to connect to " + masked +
                                 ": connection refused");
  EXPECT_EQ(outcome.summary, "connection refused");
  EXPECT_EQ(outcome.detail, "GET " + masked);
}

TEST_F(Http, FailsWhenTheAnswerTakesTooLong) {
  const auto slow = get("/hang", {{"timeout", 0.05}}).value();
  EXPECT_FALSE(slow.succeeded);
  EXPECT_EQ(slow.failure, "chaoslib.exceptions.ActivityFailed: activity took too long to complete");
}

TEST_F(Http, FailsWhenTheBodyIsCut) {
  EXPECT_TRUE(get("/cut")->failure.starts_with(
      "chaoslib.exceptions.ActivityFailed: failed to connect to " + url("/cut")));
}

TEST_F(Http, FailsInARedirectLoop) {
  EXPECT_TRUE(get("/loop")->failure.ends_with("more than 30 redirects"));
}

TEST_F(Http, RetriesWhatMayBeRepeated) {
  EXPECT_FALSE(get("/hang", {{"timeout", 0.05}, {"max_retries", 2}})->succeeded);
  EXPECT_EQ(asked, 3);
  asked = 0;
  EXPECT_FALSE(
      get("/hang", {{"timeout", 0.05}, {"max_retries", 2}, {"method", "POST"}})->succeeded);
  EXPECT_EQ(asked, 1);
  asked = 0;
  EXPECT_TRUE(get("/500", {{"max_retries", 2}})->succeeded);
  EXPECT_EQ(asked, 1);
}

TEST_F(Http, IsAnErrorWhenTheRequestIsWrong) {
  EXPECT_EQ(get("", {{"url", "ftp://a"}}).error().code, Errc::invalid_input);
  EXPECT_EQ(get("/x", {{"headers", {{"X", "a\nb"}}}}).error().code, Errc::invalid_input);
  provider::Call call;
  call.provider = {{"url", "http://a"}, {"timeout", -1}};
  EXPECT_EQ(provider->validate(call).error().code, Errc::invalid_input);
  call.provider = {{"url", "${base}/x"}, {"timeout", "${t}"}, {"headers", {{"A", "${auth}"}}}};
  EXPECT_TRUE(provider->validate(call));
}

TEST_F(Http, ReadsJsonByTheLetterOrTheMeaningOfItsType) {
  EXPECT_EQ(get("/charset")->output["body"], "{}");
  EXPECT_EQ(get("/json")->output["body"]["b"], 1);
  provider = make_http_provider({}, JsonBy::meaning);
  EXPECT_EQ(get("/charset")->output["body"], Json::object());
  EXPECT_EQ(get("/json")->output["body"]["b"], 1);
  EXPECT_EQ(get("/500")->output["body"], "down");
}

TEST_F(Http, EndsWhenStopped) {
  std::stop_source source;
  source.request_stop();
  const auto stopped = get("/hang", Json::object(), {Deadline::never(), source.get_token()});
  EXPECT_EQ(stopped.error().code, Errc::stopped);
}

TEST_F(Http, GoesWhereResolveSays) {
  provider = make_http_provider({{"demo.invalid", 80, "127.0.0.1", server->port()}});
  EXPECT_EQ(get("", {{"url", "http://demo.invalid/x"}})->output["body"], "GET /x ");
}

}  // namespace
}  // namespace brunt::drivers::http

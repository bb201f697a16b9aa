#include "net/http_client.h"

#include <atomic>
#include <cstdlib>
#include <future>
#include <latch>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "net/http_server.h"

namespace brunt::net {
namespace {

using namespace std::chrono_literals;

Limits soon() {
  return {Deadline::in(20s), {}};
}

/// "GET / one" and so on by path; counts connections by their peer.
struct Fake {
  std::mutex mutex;
  std::set<std::string> peers;
  std::unique_ptr<HttpServer> server =
      HttpServer::listen("127.0.0.1", 0, [this](const ServerRequest& r, std::stop_token stop) {
        return answer(r, std::move(stop));
      }).value();

  ServerResponse answer(const ServerRequest& r, std::stop_token stop) {
    {
      const std::lock_guard lock(mutex);
      peers.insert(r.peer);
    }
    if (r.path == "/hang") {
      std::latch stopped(1);
      const std::stop_callback wake(stop, [&] { stopped.count_down(); });
      stopped.wait();
      return {};
    }
    if (r.path == "/redirect") {
      const int status = std::atoi(query_value(r, "status").value_or("302").c_str());
      return {status, {{"Location", query_value(r, "to").value_or("/echo")}}, "ignored", {}};
    }
    if (r.path == "/loop") return {302, {{"Location", "/loop"}}, "", {}};
    if (r.path == "/gzip") {
      // printf hello | gzip -n
      const std::string packed(
          "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcbH\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0", 25);
      return {200, {{"Content-Encoding", "gzip"}}, packed, {}};
    }
    if (r.path == "/stream") {
      ServerResponse response;
      response.stream = [](Stream& out) {
        for (int i = 0; out.write(fmt::format("{};", i)); ++i) {
        }
      };
      return response;
    }
    if (r.path == "/stall") {
      ServerResponse response;
      response.stream = [](Stream& out) {
        out.write("start");
        std::latch stopped(1);
        const std::stop_callback wake(out.stop(), [&] { stopped.count_down(); });
        stopped.wait();
      };
      return response;
    }
    std::string text = fmt::format("{} {} {}\n", r.method, r.target, r.body);
    for (const auto& [name, value] : r.headers)
      text += fmt::format("{}: {}\n", name, value);
    return {200, {{"X-Twice", "a"}, {"X-Twice", "b"}}, text, {}};
  }

  std::string url(const std::string& path) const {
    return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
  }
};

Request get(const std::string& url) {
  Request request;
  request.url = url;
  return request;
}

TEST(HttpClient, SendsMethodHeadersAndBody) {
  const Fake fake;
  const HttpClient client;
  Request request = get(fake.url("/echo?a=1"));
  request.method = "PATCH";
  request.headers = {{"X-One", "1"}, {"X-Empty", ""}};
  request.body = std::string("b\0y", 3);
  const auto response = client.send(request, soon()).value();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.starts_with(std::string("PATCH /echo?a=1 b\0y\n", 20)))
      << response.body;
  EXPECT_NE(response.body.find("X-One: 1\n"), std::string::npos);
  EXPECT_NE(response.body.find("X-Empty: \n"), std::string::npos);
  EXPECT_EQ(response.body.find("Expect"), std::string::npos);
  EXPECT_EQ(response.body.find("form-urlencoded"), std::string::npos);
  EXPECT_EQ(std::count_if(response.headers.begin(), response.headers.end(),
                          [](const auto& h) { return h.first == "X-Twice"; }),
            2);
}

TEST(HttpClient, UsesOneConnectionForCallsInARow) {
  const Fake fake;
  const HttpClient client;
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(client.send(get(fake.url("/echo")), soon()));
  EXPECT_EQ(fake.peers.size(), 1U);
}

TEST(HttpClient, IsUsedByManyThreadsAtOnce) {
  const Fake fake;
  const HttpClient client;
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          if (client.send(get(fake.url("/echo")), soon())) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 40);
}

TEST(HttpClient, SendsElsewhereWhatResolveSays) {
  const Fake fake;
  const HttpClient client({{"shop.invalid", 80, "127.0.0.1", fake.server->port()}});
  const auto response = client.send(get("http://Shop.invalid/echo"), soon()).value();
  EXPECT_NE(response.body.find("Host: Shop.invalid\n"), std::string::npos) << response.body;
  const auto other = client.send(get("http://shop.invalid:81/echo"), soon());
  EXPECT_EQ(other.error().what, "the name 'shop.invalid' cannot be resolved");
}

TEST(HttpClient, FollowsRedirectsAsRequestsDoes) {
  const Fake fake;
  const HttpClient client;
  struct Row {
    int status;
    const char* method;
    const char* then;
  };
  for (const Row& row : {Row{301, "POST", "GET"}, Row{302, "PUT", "GET"}, Row{303, "DELETE", "GET"},
                         Row{307, "POST", "POST"}, Row{308, "PUT", "PUT"}, Row{301, "PUT", "PUT"},
                         Row{302, "GET", "GET"}}) {
    Request request = get(fake.url(fmt::format("/redirect?status={}", row.status)));
    request.method = row.method;
    request.headers = {{"Authorization", "secret"}};
    if (request.method != "GET") request.body = "body";
    const auto response = client.send(request, soon()).value();
    EXPECT_TRUE(response.body.starts_with(std::string(row.then) + " /echo"))
        << row.status << ": " << response.body;
    EXPECT_EQ(response.body.find("body") != std::string::npos, std::string(row.then) != "GET")
        << row.status;
    EXPECT_NE(response.body.find("Authorization"), std::string::npos);
    EXPECT_EQ(response.body.find("ignored"), std::string::npos);
  }
}

TEST(HttpClient, KeepsCredentialsFromAnotherHost) {
  const Fake fake, other;
  const HttpClient client;
  Request request = get(fake.url("/redirect?to=" + other.url("/echo")));
  request.headers = {{"Authorization", "secret"}, {"X-Other", "1"}};
  const auto response = client.send(request, soon()).value();
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_NE(response.body.find("X-Other"), std::string::npos);
}

TEST(HttpClient, StopsRedirecting) {
  const Fake fake;
  const HttpClient client;
  Request request = get(fake.url("/loop"));
  request.max_redirects = 3;
  EXPECT_EQ(client.send(request, soon()).error().what, "more than 3 redirects");
  request.max_redirects = 0;
  EXPECT_EQ(client.send(request, soon())->status, 302);
}

TEST(HttpClient, UnpacksGzip) {
  const Fake fake;
  EXPECT_EQ(HttpClient().send(get(fake.url("/gzip")), soon())->body, "hello");
}

TEST(HttpClient, HandsOverAStreamUntilToldToEnd) {
  const Fake fake;
  std::string got;
  const auto response = HttpClient().stream(
      get(fake.url("/stream")),
      [&](std::string_view chunk) {
        got += chunk;
        return got.size() < 100;
      },
      soon());
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_TRUE(got.starts_with("0;1;2;3;"));
}

TEST(HttpClient, RefusesABodyThatIsTooLarge) {
  const Fake fake;
  Request request = get(fake.url("/echo"));
  request.max_body_bytes = 5;
  EXPECT_EQ(HttpClient().send(request, soon()).error().what, "the body is larger than 5 bytes");
}

TEST(HttpClient, EndsWhenStopped) {
  const Fake fake;
  std::stop_source source;
  auto call = std::async(std::launch::async, [&] {
    return HttpClient().send(get(fake.url("/hang")), {Deadline::in(60s), source.get_token()});
  });
  EXPECT_EQ(call.wait_for(50ms), std::future_status::timeout);
  source.request_stop();
  EXPECT_EQ(call.get().error().code, Errc::stopped);
}

TEST(HttpClient, SendsNothingOnceStopped) {
  const Fake fake;
  const HttpClient client;
  ASSERT_TRUE(client.send(get(fake.url("/echo")), soon()));  // leaves a warm connection
  std::stop_source source;
  source.request_stop();
  for (int i = 0; i < 20; ++i) {
    const auto stopped =
        client.send(get(fake.url("/echo")), {Deadline::in(20s), source.get_token()});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, Errc::stopped);
  }
}

TEST(HttpClient, EndsAtItsDeadlineAndItsReadTimeout) {
  const Fake fake;
  const auto late = HttpClient().send(get(fake.url("/hang")), {Deadline::in(50ms), {}});
  EXPECT_EQ(late.error(), (Error{Errc::timed_out, "timed out", "GET " + fake.url("/hang")}));
  for (const char* path : {"/hang", "/stall"}) {
    Request request = get(fake.url(path));
    request.read_timeout = 50ms;
    const auto slow = HttpClient().send(request, soon());
    const bool answered = std::string_view(path) == "/stall";
    EXPECT_EQ(slow.error().what,
              answered ? "timed out while reading the body" : "timed out while reading");
    EXPECT_EQ(cut_while_reading(slow.error()), answered);
    EXPECT_FALSE(never_sent(slow.error()));
  }
}

TEST(HttpClient, SaysWhyNothingCame) {
  std::uint16_t port = 0;
  {
    const Fake fake;
    port = fake.server->port();
  }
  const auto url = fmt::format("http://user:secret@127.0.0.1:{}/x", port);
  EXPECT_EQ(HttpClient().send(get(url), soon()).error(),
            (Error{Errc::unavailable, "connection refused",
                   fmt::format("GET http://***@127.0.0.1:{}/x", port)}));
  EXPECT_TRUE(never_sent(HttpClient().send(get(url), soon()).error()));
  EXPECT_EQ(HttpClient().send(get("nonsense"), soon()).error().what, "not an http or https URL");
  Request bad = get(fmt::format("http://127.0.0.1:{}/", port));
  bad.headers = {{"X", "a\r\nY: b"}};
  EXPECT_EQ(HttpClient().send(bad, soon()).error().code, Errc::invalid_input);
}

TEST(HttpClient, SaysThatTlsFailed) {
  const Fake fake;
  const auto response =
      HttpClient().send(get(fmt::format("https://127.0.0.1:{}/", fake.server->port())), soon());
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_TRUE(response.error().what.starts_with("tls: ")) << response.error().what;
}

TEST(HttpClient, GoesThroughTheProxyUnlessResolvedOrTold) {
  const Fake proxy, target;
  ::setenv("http_proxy", proxy.url("").c_str(), 1);  // before any thread of this test reads it
  const HttpClient client({{"shop.invalid", 80, "127.0.0.1", target.server->port()}});
  const auto through = client.send(get("http://far.invalid/echo"), soon());
  const auto resolved = client.send(get("http://shop.invalid/echo"), soon());
  Request direct = get(target.url("/echo"));
  direct.use_proxy_environment = false;
  const auto told = client.send(direct, soon());
  ::unsetenv("http_proxy");
  EXPECT_TRUE(through->body.starts_with("GET http://far.invalid/echo")) << through->body;
  EXPECT_TRUE(resolved->body.starts_with("GET /echo")) << resolved->body;
  EXPECT_TRUE(told->body.starts_with("GET /echo")) << told->body;
}

}  // namespace
}  // namespace brunt::net

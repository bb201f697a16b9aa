#include "net/http_server.h"

#include <array>
#include <future>
#include <latch>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/http_client.h"
#include "sys/fd.h"
#include "sys/poll_wait.h"

namespace brunt::net {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<HttpServer> serve(Handler handler) {
  return HttpServer::listen("127.0.0.1", 0, std::move(handler)).value();
}

/// A client that says exactly what the test wants.
struct RawClient {
  sys::Fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};

  explicit RawClient(std::uint16_t port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  void say(const std::string& text) const {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const auto n = ::send(fd.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return;
      sent += static_cast<std::size_t>(n);
    }
  }
  /// What comes until `end` is in it, or the server closes.
  std::string hear(const std::string& end = "\n\n\n") const {
    std::string all;
    std::array<char, 4096> block;
    while (all.find(end) == std::string::npos && sys::poll_wait({fd.get()}, Deadline::in(10s))[0]) {
      const auto n = ::recv(fd.get(), block.data(), block.size(), 0);
      if (n <= 0) break;
      all.append(block.data(), static_cast<std::size_t>(n));
    }
    return all;
  }
};

Handler echo() {
  return [](const ServerRequest& r, const std::stop_token&) {
    std::string query;
    for (const auto& [name, value] : r.query)
      query += fmt::format("[{}={}]", name, value);
    return ServerResponse{
        200, {}, fmt::format("{} {} {} {} {}", r.method, r.host, r.path, query, r.body), {}};
  };
}

TEST(HttpServer, TakesARequestApart) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  client.say("GET /a%20b?x=1&y=a+b%26&z HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.hear(),
            "HTTP/1.1 200 OK\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"
            "GET h:1 /a%20b [x=1][y=a b&][z=] ");
}

TEST(HttpServer, TakesAbsoluteTargetsAsAForwardProxyDoes) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  client.say("GET http://shop:81/p?q=1 HTTP/1.1\r\nHost: other\r\n\r\n");
  EXPECT_NE(client.hear("[q=1] ").find("GET shop:81 /p [q=1] "), std::string::npos);
  client.say("GET http://shop HTTP/1.1\r\nHost: other\r\n\r\n");
  EXPECT_NE(client.hear("shop / ").find("GET shop /  "), std::string::npos);
}

TEST(HttpServer, KeepsAConnectionOpenUnlessAsked) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_TRUE(client.hear("abc").ends_with("POST h /  abc"));
  }
  client.say("GET / HTTP/1.0\r\n\r\n");
  EXPECT_NE(client.hear().find("Connection: close"), std::string::npos);
}

TEST(HttpServer, AsksForABodyThatWaits) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  client.say("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.hear("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.say("ab");
  EXPECT_TRUE(client.hear("ab").ends_with("POST h /  ab"));
}

TEST(HttpServer, RefusesWhatIsNotHttp) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  client.say("nonsense\r\n\r\n");
  EXPECT_TRUE(client.hear().starts_with("HTTP/1.1 400 Bad Request\r\n"));
}

TEST(HttpServer, RefusesHugeHeadersAndBodies) {
  const auto server = serve(echo());
  const RawClient header_client(server->port());
  header_client.say("GET / HTTP/1.1\r\nX: " + std::string(300'000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(header_client.hear().starts_with("HTTP/1.1 431 "));
  const RawClient body_client(server->port());
  body_client.say("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nabc");
  EXPECT_TRUE(body_client.hear().starts_with("HTTP/1.1 413 "));
}

TEST(HttpServer, AnswersHeadWithoutABody) {
  const auto server = serve(echo());
  const RawClient client(server->port());
  client.say("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto heard = client.hear();
  EXPECT_NE(heard.find("Content-Length: 10\r\n"), std::string::npos);
  EXPECT_TRUE(heard.ends_with("\r\n\r\n"));
}

TEST(HttpServer, TurnsAnExceptionInto500) {
  const auto server = serve([](const ServerRequest&, const std::stop_token&) -> ServerResponse {
    throw std::runtime_error("oops");
  });
  const RawClient client(server->port());
  client.say("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(client.hear().ends_with("internal error: oops\n"));
}

TEST(HttpServer, StreamsInChunksAndKeepsTheConnection) {
  const auto server = serve([](const ServerRequest&, const std::stop_token&) {
    ServerResponse response;
    response.stream = [](Stream& out) {
      out.write("one ");
      out.write("two");
    };
    return response;
  });
  const RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.hear("0\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              "4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
  }
}

TEST(HttpServer, TellsAStreamThatItsClientIsGone) {
  std::promise<void> gone;
  const auto server = serve([&](const ServerRequest&, const std::stop_token&) {
    ServerResponse response;
    response.stream = [&](Stream& out) {
      std::latch stopped(1);
      const std::stop_callback wake(out.stop(), [&] { stopped.count_down(); });
      out.write("first");
      stopped.wait();
      gone.set_value();
    };
    return response;
  });
  {
    const RawClient client(server->port());
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_NE(client.hear("first").find("first"), std::string::npos);
  }
  EXPECT_EQ(gone.get_future().wait_for(10s), std::future_status::ready);
}

TEST(HttpServer, TellsAHandlerThatItsClientIsGone) {
  std::promise<void> entered, gone;
  const auto server = serve([&](const ServerRequest&, const std::stop_token& stop) {
    std::latch stopped(1);
    const std::stop_callback wake(stop, [&] { stopped.count_down(); });
    entered.set_value();
    stopped.wait();
    gone.set_value();
    return ServerResponse{};
  });
  {
    const RawClient client(server->port());
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(entered.get_future().wait_for(10s), std::future_status::ready);
  }
  EXPECT_EQ(gone.get_future().wait_for(10s), std::future_status::ready);
}

TEST(HttpServer, EndsPromptlyWithIdleAndBusyConnections) {
  std::promise<void> streaming;
  auto server = serve([&](const ServerRequest&, const std::stop_token&) {
    ServerResponse response;
    response.stream = [&](Stream& out) {
      streaming.set_value();
      const std::string block(100'000, 'x');
      while (out.write(block)) {  // the client never reads: blocks in the kernel's buffer
      }
    };
    return response;
  });
  const RawClient idle(server->port());
  const RawClient busy(server->port());
  busy.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(streaming.get_future().wait_for(10s), std::future_status::ready);
  const auto before = Deadline::Clock::now();
  server.reset();
  EXPECT_LT(Deadline::Clock::now() - before, 5s);
}

TEST(HttpServer, AnswersWhatItHasReadBeforeItIsDrained) {
  std::promise<void> entered, go_on;
  auto server = serve([&](const ServerRequest&, const std::stop_token&) {
    entered.set_value();
    go_on.get_future().wait();
    return ServerResponse{200, {}, "done", {}};
  });
  const RawClient idle(server->port());
  const RawClient busy(server->port());
  busy.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(entered.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_FALSE(server->drain(Deadline::in(1ms))) << "one is still being answered";
  go_on.set_value();
  EXPECT_TRUE(server->drain(Deadline::in(10s)));
  EXPECT_NE(busy.hear().find("done"), std::string::npos);
}

TEST(HttpServer, NamesThePortItCannotHave) {
  const auto server = serve(echo());
  const auto second = HttpServer::listen("127.0.0.1", server->port(), echo());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what,
            fmt::format("cannot listen on 127.0.0.1:{}: address already in use", server->port()));
  EXPECT_EQ(HttpServer::listen("nowhere", 0, echo()).error().what,
            "cannot listen on nowhere:0: not an IP address");
}

TEST(HttpServer, ListensOnIpv6Too) {
  const auto server = HttpServer::listen("::1", 0, echo());
  if (!server) GTEST_SKIP() << "no IPv6 here: " << server.error().what;
  EXPECT_GT((*server)->port(), 0);
}

}  // namespace
}  // namespace brunt::net

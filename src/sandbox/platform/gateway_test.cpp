#include "sandbox/platform/gateway.h"

#include <future>
#include <thread>

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "sandbox/platform/test_http.h"

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;
using testing::ask;
using testing::Lines;
using testing::serve;

/// A gateway that listens, with the functions that a test gives it.
struct Listening {
  Lines lines;
  Gateway gateway;
  std::unique_ptr<net::HttpServer> server;

  explicit Listening(GatewaySettings settings = {})
      : gateway(std::move(settings), lines.sink()),
        server(serve([this](const net::ServerRequest& request, const std::stop_token&) {
          return gateway.handle(request);
        })) {}

  void know(std::vector<std::string> endpoints, int replicas = 1) {
    FunctionState astre;
    astre.name = "astre";
    astre.image = "astre:1";
    astre.replicas = replicas;
    astre.available = static_cast<int>(endpoints.size());
    astre.labels = {{"com.openfaas.scale.min", "1"}};
    astre.endpoints = std::move(endpoints);
    gateway.set_functions({astre});
  }
  std::string counted() const { return ask(server->port(), "/metrics").body; }
};

std::string endpoint(const net::HttpServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

TEST(Gateway, ForwardsMethodPathQueryHeadersAndBody) {
  std::promise<net::ServerRequest> seen;
  const auto function = serve([&](const net::ServerRequest& request, const std::stop_token&) {
    seen.set_value(request);
    return net::ServerResponse{201, {{"X-Own", "yes"}, {"Content-Type", "text/x"}}, "answer", {}};
  });
  Listening gateway;
  gateway.know({endpoint(*function)});
  const auto answer = ask(gateway.server->port(), "/function/astre?a=1", "GET",
                          R"({"city":"Paris"})", {{"X-Mine", "here"}, {"X-Call-Id", "42"}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "answer");
  EXPECT_EQ(net::header(answer.headers, "X-Own"), "yes");
  EXPECT_EQ(net::header(answer.headers, "Content-Type"), "text/x");
  EXPECT_TRUE(net::header(answer.headers, "X-Start-Time"));
  const net::ServerRequest request = seen.get_future().get();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/function/astre?a=1");
  EXPECT_EQ(request.body, R"({"city":"Paris"})");
  EXPECT_EQ(net::header(request.headers, "X-Mine"), "here");
  EXPECT_EQ(net::header(request.headers, "X-Call-Id"), "42");
  EXPECT_EQ(net::header(request.headers, "X-Forwarded-For"), "127.0.0.1");
}

TEST(Gateway, LogsAndCountsEachCallThatItHasServed) {
  const auto function = serve([](const net::ServerRequest& request, const std::stop_token&) {
    return net::ServerResponse{request.body.empty() ? 400 : 200, {}, "x", {}};
  });
  Listening gateway;
  gateway.know({endpoint(*function)});
  ask(gateway.server->port(), "/function/astre", "POST", "a");
  ask(gateway.server->port(), "/function/astre", "GET");
  const auto lines = gateway.lines.all();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(RE2::FullMatch(
      lines[0], R"(Forwarded \[POST\] to /function/astre - \[200\] - \d\.\d{6} seconds)"))
      << lines[0];
  EXPECT_TRUE(RE2::FullMatch(
      lines[1], R"(Forwarded \[GET\] to /function/astre - \[400\] - \d\.\d{6} seconds)"));
  const std::string text = gateway.counted();
  EXPECT_NE(text.find("total{code=\"200\",function_name=\"astre\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("total{code=\"400\",function_name=\"astre\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("gateway_service_count{function_name=\"astre\"} 1\n"), std::string::npos);
  EXPECT_EQ(gateway.lines.all().size(), 2U) << "a scrape is no call";
}

TEST(Gateway, GivesEachCallAnIdOfItsOwn) {
  const auto function = serve([](const net::ServerRequest& request, const std::stop_token&) {
    return net::ServerResponse{200, {}, net::header(request.headers, "X-Call-Id").value_or(""), {}};
  });
  Listening gateway;
  gateway.know({endpoint(*function)});
  const auto first = ask(gateway.server->port(), "/function/astre");
  const auto second = ask(gateway.server->port(), "/function/astre");
  EXPECT_EQ(net::header(first.headers, "X-Call-Id"), first.body);
  EXPECT_NE(first.body, second.body);
  EXPECT_TRUE(RE2::FullMatch(
      first.body, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(Gateway, TakesReadyEndpointsInTurn) {
  std::atomic<int> a = 0;
  std::atomic<int> b = 0;
  const auto counting = [](std::atomic<int>& count) {
    return serve([&count](const net::ServerRequest&, const std::stop_token&) {
      ++count;
      return net::ServerResponse{};
    });
  };
  const auto one = counting(a);
  const auto two = counting(b);
  Listening gateway;
  gateway.know({endpoint(*one), endpoint(*two)}, 2);
  for (int i = 0; i < 6; ++i)
    ask(gateway.server->port(), "/function/astre");
  EXPECT_EQ(a, 3);
  EXPECT_EQ(b, 3);
}

TEST(Gateway, HangsUntilTheUpstreamTimeoutWhileNoneIsReady) {
  GatewaySettings settings;
  settings.upstream_timeout = 150ms;
  Listening gateway(settings);
  gateway.know({});
  const auto started = Deadline::Clock::now();
  const auto answer = ask(gateway.server->port(), "/function/astre");
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.body, "");
  EXPECT_GE(Deadline::Clock::now() - started, 150ms);
  const auto lines = gateway.lines.all();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(
      lines[0],
      "error with upstream request to: /function/astre, Get "
      "http://astre.openfaas-fn.svc.cluster.local.:8080/function/astre: net/http: request "
      "canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)");
  EXPECT_TRUE(RE2::FullMatch(
      lines[1], R"(Forwarded \[GET\] to /function/astre - \[502\] - 0\.[1-9]\d{5} seconds)"))
      << lines[1];
}

TEST(Gateway, LeavesAHungCallHungWhenAReplicaComes) {
  const auto function = serve([](const net::ServerRequest&, const std::stop_token&) {
    return net::ServerResponse{200, {}, "late", {}};
  });
  Listening gateway;  // 30 s
  gateway.know({});
  auto hung = std::async(std::launch::async,
                         [&] { return ask(gateway.server->port(), "/function/astre").status; });
  // The hung call's endpoint is chosen on arrival; only then may the replica come.
  while (gateway.gateway.hanging() == 0)
    std::this_thread::yield();
  gateway.know({endpoint(*function)});
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre").status, 200);
  EXPECT_EQ(hung.wait_for(0ms), std::future_status::timeout);
  gateway.gateway.let_go(false);
  EXPECT_EQ(hung.get(), 502);
  EXPECT_NE(gateway.lines.all()[1].find("context canceled"), std::string::npos);
}

TEST(Gateway, HoldsAHundredHungCallsAtOnce) {
  Listening gateway;
  gateway.know({});
  std::vector<std::jthread> callers;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 100; ++i) {
    callers.emplace_back([&] {
      if (ask(gateway.server->port(), "/function/astre").status == 502) ++refused;
    });
  }
  while (gateway.gateway.hanging() < 100)
    std::this_thread::yield();
  EXPECT_EQ(gateway.counted().find("gateway_function_invocation_total{"), std::string::npos)
      << "counted once it is over, not before";
  gateway.gateway.let_go(false);
  callers.clear();
  EXPECT_EQ(refused, 100);
  EXPECT_NE(gateway.counted().find("total{code=\"502\",function_name=\"astre\"} 100\n"),
            std::string::npos);
}

TEST(Gateway, RefusesAtOnceWhenToldTo) {
  GatewaySettings settings;
  settings.while_none_ready = WhileNoneReady::refuse;
  Listening gateway(settings);
  gateway.know({});
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre").status, 502);
  EXPECT_NE(gateway.lines.all()[0].find("connection refused"), std::string::npos);
}

TEST(Gateway, Answers502WhenAReplicaDiesUnderACall) {
  const testing::DyingReplica replica;
  const std::string where = "127.0.0.1:" + std::to_string(replica.port());
  Listening gateway;
  gateway.know({where});
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre").status, 502);
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre").status, 502) << "nobody listens";
  const auto lines = gateway.lines.all();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(lines[0].find(where + ": "), std::string::npos) << lines[0];
  EXPECT_NE(lines[2].find(where + ": connection refused"), std::string::npos) << lines[2];
}

TEST(Gateway, Answers502ForAFunctionThatTakesTooLong) {
  std::promise<void> let_go;
  auto gone = let_go.get_future().share();
  const auto function = serve([gone](const net::ServerRequest&, const std::stop_token&) {
    gone.wait();
    return net::ServerResponse{};
  });
  GatewaySettings settings;
  settings.upstream_timeout = 100ms;
  Listening gateway(settings);
  gateway.know({endpoint(*function)});
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre").status, 502);
  EXPECT_NE(gateway.lines.all()[0].find(
                "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"),
            std::string::npos);
  let_go.set_value();
}

TEST(Gateway, Answers502ForAFunctionThatItDoesNotKnow) {
  Listening gateway;
  gateway.know({});
  EXPECT_EQ(ask(gateway.server->port(), "/function/nope").status, 502);
  EXPECT_NE(gateway.lines.all()[0].find("lookup nope.openfaas-fn.svc.cluster.local.: no such host"),
            std::string::npos);
}

TEST(Gateway, KeepsASlashAtTheEndInTheFunctionNameAsIn2018) {
  const auto function = serve(
      [](const net::ServerRequest&, const std::stop_token&) { return net::ServerResponse{}; });
  Listening gateway;
  gateway.know({endpoint(*function)});
  EXPECT_EQ(ask(gateway.server->port(), "/function/astre/").status, 200);
  EXPECT_NE(gateway.counted().find("function_name=\"astre/\"} 1\n"), std::string::npos);
}

TEST(FunctionIn, FindsTheNameInThePath) {
  EXPECT_EQ(function_in("/function/astre"), "astre");
  EXPECT_EQ(function_in("/function/as-tre_2/rest/of"), "as-tre_2");
  EXPECT_EQ(function_in("/function/"), "");
  EXPECT_EQ(function_in("/function/a.b"), "");
  EXPECT_EQ(function_in("/functions/a"), "");
}

}  // namespace
}  // namespace brunt::sandbox::platform

#include <thread>

#include <gtest/gtest.h>

#include "sandbox/platform/part.h"
#include "sandbox/platform/test_http.h"

namespace brunt::sandbox::platform {
namespace {

using testing::ask;

const net::Headers jane{{"Authorization", "Basic amFuZTpkZW1v"},
                        {"Content-Type", "application/json"}};

std::uint16_t port_of(const Part& part, const char* name = "http") {
  return part.listening().at(name).get<std::uint16_t>();
}

std::string url(std::uint16_t port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

/// Function, gateway and metrics in this process, told about each other as the supervisor does.
struct Platform {
  std::unique_ptr<Part> function =
      start_part("function", {{"delay_ms", {{"min", 1}, {"spread", 1}}}}).value();
  // Gateway and metrics want each other's address, so one port is chosen beforehand.
  testing::ReservedPort reserved;
  std::uint16_t metrics_port = reserved.port();
  std::unique_ptr<Part> gateway = start_part("gateway", {{"metrics", url(metrics_port)}}).value();
  std::unique_ptr<Part> metrics =
      start_part("metrics", {{"port", metrics_port},
                             {"scrape", url(port_of(*gateway)) + "/metrics"},
                             {"interval_ms", 20},
                             {"instance", "10.7.240.84:8080"}})
          .value();
  std::uint16_t ingress = port_of(*gateway, "ingress");

  Platform() {
    Json astre = {{"name", "astre"}, {"replicas", 1}, {"availableReplicas", 1}};
    astre["endpoints"] = Json::array({"127.0.0.1:" + std::to_string(port_of(*function))});
    EXPECT_TRUE(gateway->on_message({{"functions", Json::array({astre})}}));
  }
  Json query(const std::string& text) const {
    const auto answer = ask(ingress, "/api/v1/query?query=" + net::percent_encode(text));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_json(answer.body).value()["data"]["result"];
  }
};

TEST(Parts, ServeTheSeedsCallsThroughTheIngress) {
  Platform platform;
  const auto answer =
      ask(platform.ingress, "/function/astre", "POST", R"({"city": "Paris"})", jane);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(parse_json(answer.body).value()["city"], "Paris");
  EXPECT_EQ(ask(platform.ingress, "/function/astre", "GET", R"({"city": "Sydney"})", jane).status,
            200);
  EXPECT_EQ(ask(platform.ingress, "/function/astre", "GET", "{}", jane).status, 400);
  EXPECT_EQ(ask(platform.ingress, "/system/function/astre", "GET", {}, jane).status, 200);
  EXPECT_EQ(ask(platform.ingress, "/system/function/astre").status, 401);
}

TEST(Parts, CountInTheMetricsWhatTheGatewayServed) {
  Platform platform;
  for (int i = 0; i < 3; ++i) {
    ask(platform.ingress, "/function/astre", "GET", R"({"city": "London"})", jane);
  }
  const std::string query = "gateway_function_invocation_total{function_name='astre'}";
  while (platform.query(query).empty() || platform.query(query)[0]["value"][1] != "3") {
    std::this_thread::yield();  // until a scrape has seen the third call; the test's own limit ends
                                // it
  }
  const Json series = platform.query(query);
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0]["metric"], (Json{{"__name__", "gateway_function_invocation_total"},
                                       {"code", "200"},
                                       {"function_name", "astre"},
                                       {"instance", "10.7.240.84:8080"},
                                       {"job", "gateway"}}));
  const Json list =
      parse_json(ask(platform.ingress, "/system/functions", "GET", {}, jane).body).value();
  EXPECT_EQ(list[0]["invocationCount"], 3);
}

TEST(Parts, TakeAQueryFormThroughTheIngress) {
  Platform platform;
  const auto answer = ask(platform.ingress, "/api/v1/query", "POST", "query=1%2B1",
                          {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(parse_json(answer.body).value()["data"]["result"][1], "2");
}

TEST(Parts, SayAtTheIngressThatTheMetricsAreAway) {
  Platform platform;
  platform.metrics->finish();
  platform.metrics.reset();
  const auto answer = ask(platform.ingress, "/api/v1/query?query=up");
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.body, "502 Bad Gateway: connection refused\n");
}

}  // namespace
}  // namespace brunt::sandbox::platform

#include "sandbox/platform/system_api.h"

#include <gtest/gtest.h>

#include "sandbox/platform/test_http.h"

namespace brunt::sandbox::platform {
namespace {

using testing::serve;

/// A system API over one function, with a cluster API that keeps what it is told.
struct Fixture {
  std::vector<std::string> patches;
  int answer = 200;
  std::unique_ptr<net::HttpServer> cluster =
      serve([this](const net::ServerRequest& request, const std::stop_token&) {
        patches.push_back(request.method + " " + request.path + " " + request.body + " " +
                          net::header(request.headers, "Authorization").value_or(""));
        return net::ServerResponse{answer, {}, "{}", {}};
      });
  GatewaySettings settings;
  FunctionTable functions;
  SystemApi api{settings, functions};

  explicit Fixture(int replicas = 1) {
    settings.api = "http://127.0.0.1:" + std::to_string(cluster->port());
    settings.api_token = "secret";
    FunctionState astre;
    astre.name = "astre";
    astre.image = "astre:1";
    astre.replicas = replicas;
    astre.labels = {{"com.openfaas.scale.max", "12"}};
    functions.replace({astre});
  }
  SystemApi::Reply ask(std::string method, std::string path, std::string body = "") {
    net::ServerRequest request;
    request.method = std::move(method);
    request.target = request.path = std::move(path);
    request.body = std::move(body);
    return api.handle(request);
  }
};

TEST(SystemApi, DescribesAFunctionWithEveryFieldOf2018) {
  Fixture fixture;
  const auto reply = fixture.ask("GET", "/system/function/astre");
  EXPECT_EQ(reply.response.status, 200);
  EXPECT_EQ(reply.response.body,
            R"({"name":"astre","image":"astre:1","invocationCount":0,"replicas":1,"envProcess":"",)"
            R"("availableReplicas":0,"labels":{"com.openfaas.scale.max":"12"}})");
  EXPECT_TRUE(reply.forwarded);
}

TEST(SystemApi, Answers404WithoutABodyForAnUnknownFunction) {
  Fixture fixture;
  const auto reply = fixture.ask("GET", "/system/function/nope");
  EXPECT_EQ(reply.response.status, 404);
  EXPECT_EQ(reply.response.body, "");
  EXPECT_TRUE(reply.forwarded);
}

TEST(SystemApi, ListsFunctionsWithTheCountsOfTheMetrics) {
  const auto metrics = serve([](const net::ServerRequest& request, const std::stop_token&) {
    EXPECT_EQ(net::query_value(request, "query"),
              "sum by (function_name) (gateway_function_invocation_total)");
    return net::ServerResponse{
        200,
        {},
        R"({"data":{"result":[{"metric":{"function_name":"astre"},"value":[1,"7"]}]}})",
        {}};
  });
  Fixture fixture;
  fixture.settings.metrics = "http://127.0.0.1:" + std::to_string(metrics->port());
  const Json list = parse_json(fixture.ask("GET", "/system/functions").response.body).value();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["invocationCount"], 7);
}

TEST(SystemApi, ListsFunctionsWithZeroCountsWhenTheMetricsAreAway) {
  Fixture fixture;
  fixture.settings.metrics = "http://127.0.0.1:1";
  const auto reply = fixture.ask("GET", "/system/functions");
  EXPECT_EQ(reply.response.status, 200);
  EXPECT_EQ(parse_json(reply.response.body).value()[0]["invocationCount"], 0);
}

TEST(SystemApi, ScalesThroughTheClusterApi) {
  Fixture fixture;
  EXPECT_EQ(
      fixture.ask("POST", "/system/scale-function/astre", R"({"replicas":3})").response.status,
      202);
  EXPECT_EQ(
      fixture.ask("POST", "/system/scale-function/astre", R"({"replicas":50})").response.status,
      202);
  EXPECT_EQ(
      fixture.patches,
      (std::vector<std::string>{
          R"(PATCH /apis/apps/v1/namespaces/openfaas-fn/deployments/astre/scale {"spec":{"replicas":3}} Bearer secret)",
          R"(PATCH /apis/apps/v1/namespaces/openfaas-fn/deployments/astre/scale {"spec":{"replicas":12}} Bearer secret)"}));
}

TEST(SystemApi, RefusesToScaleToWhatMakesNoSense) {
  Fixture fixture;
  for (const char* body :
       {"", "{}", R"({"replicas":0})", R"({"replicas":"3"})", R"({"replicas":-1})"}) {
    EXPECT_EQ(fixture.ask("POST", "/system/scale-function/astre", body).response.status, 400)
        << body;
  }
  EXPECT_EQ(fixture.ask("POST", "/system/scale-function/nope", R"({"replicas":2})").response.status,
            404);
  EXPECT_TRUE(fixture.patches.empty());
}

TEST(SystemApi, SaysWhyTheClusterDidNotScaleAndKeepsTheToken) {
  Fixture fixture;
  fixture.answer = 403;
  const auto reply = fixture.ask("POST", "/system/scale-function/astre", R"({"replicas":3})");
  EXPECT_EQ(reply.response.status, 500);
  EXPECT_EQ(reply.response.body, "the cluster API answered 403: {}\n");
}

TEST(SystemApi, ScalesOnAnAlertAndLogsIt) {
  Fixture fixture;
  const std::string body =
      R"({"status":"firing","alerts":[{"status":"firing","labels":{"function_name":"astre"}}]})";
  const auto reply = fixture.ask("POST", "/system/alert", body);
  EXPECT_EQ(reply.response.status, 200);
  EXPECT_EQ(reply.log,
            (std::vector<std::string>{"Alert received.", body, "[Scale] function=astre 1 => 5."}));
  EXPECT_EQ(fixture.patches.size(), 1U);
  EXPECT_FALSE(reply.forwarded);
  EXPECT_EQ(fixture.ask("POST", "/system/alert", "x").response.status, 400);
}

TEST(Scaled, StepsUpToTheLargestAndBackToTheSmallest) {
  FunctionState function;
  function.labels = {{"com.openfaas.scale.min", "2"}, {"com.openfaas.scale.max", "12"}};
  const std::pair<int, int> table[] = {{1, 5}, {2, 7}, {5, 10}, {10, 12}, {12, 12}};
  for (const auto& [current, next] : table) {
    function.replicas = current;
    EXPECT_EQ(scaled(function, "firing"), next) << current;
    EXPECT_EQ(scaled(function, "resolved"), 2);
  }
  function.labels = {{"com.openfaas.scale.max", "many"}};
  function.replicas = 19;
  EXPECT_EQ(scaled(function, "firing"), 20);
}

TEST(SystemApi, SaysThatItIsAnEmulationAndWhatItLacks) {
  Fixture fixture;
  const Json info = parse_json(fixture.ask("GET", "/system/info").response.body).value();
  EXPECT_EQ(info["provider"]["orchestration"], "emulated cluster");
  EXPECT_EQ(fixture.ask("GET", "/healthz").response.status, 200);
  EXPECT_EQ(fixture.ask("POST", "/system/functions", "{}").response.status, 501);
  EXPECT_EQ(fixture.ask("POST", "/async-function/astre", "{}").response.status, 501);
  EXPECT_EQ(fixture.ask("GET", "/nowhere").response.status, 404);
}

TEST(ReadFunctions, TakesTheSupervisorsMessageApart) {
  const auto functions =
      read_functions(parse_json(R"({"functions":[{"name":"astre","namespace":"fn",
    "image":"i","replicas":2,"availableReplicas":1,"labels":{"a":"b"},"endpoints":["127.0.0.1:41007"],
    "createdAt":"2018-04-24T17:20:42Z"}]})")
                         .value());
  ASSERT_TRUE(functions);
  EXPECT_EQ(
      functions->front(),
      (FunctionState{
          "astre", "fn", "i", 2, 1, {{"a", "b"}}, {"127.0.0.1:41007"}, "2018-04-24T17:20:42Z"}));
}

TEST(ReadFunctions, NamesWhatIsWrong) {
  const auto error = [](std::string_view text) {
    const auto functions = read_functions(parse_json(text).value());
    return functions ? std::string() : functions.error().what;
  };
  EXPECT_EQ(error("{}"), "the message has no list 'functions'");
  EXPECT_EQ(error(R"({"functions":[{}]})"), "a function has no 'name'");
  EXPECT_EQ(error(R"({"functions":[{"name":"a","replicas":-1}]})"),
            "'replicas' is -1, not a count");
  EXPECT_EQ(error(R"({"functions":[{"name":"a","endpoints":[1]}]})"), "a: endpoint 1 is no text");
}

}  // namespace
}  // namespace brunt::sandbox::platform

#include "drivers/prometheus/functions.h"

#include <chrono>

#include <fakes/fake_prometheus.h>
#include <gtest/gtest.h>

#include "base/time.h"

namespace brunt::drivers::prometheus {
namespace {

using fakes::FakePrometheus;
using provider::Outcome;

constexpr const char* instant = "chaosprometheus.probes.query";
constexpr const char* interval = "chaosprometheus.probes.query_interval";

struct Prometheus : testing::Test {
  FakePrometheus server;
  provider::NativeTable table = functions({});
  provider::Call to;

  Prometheus() { ask(server.url() + "/"); }

  void ask(const std::string& url) { to.configuration = Json({{"prometheus_base_url", url}}); }

  Json full(const std::string& name, const Json& arguments) const {
    Json out = Json::object();
    for (const auto& parameter : table.at(name).parameters) {
      const Json* value = find(arguments, parameter.name);
      out[parameter.name] = value == nullptr ? parameter.otherwise : *value;
    }
    return out;
  }
  Result<> check(const std::string& name, const Json& arguments) const {
    return table.at(name).validate(full(name, arguments));
  }
  Result<Outcome> call(const std::string& name, const Json& arguments) const {
    return table.at(name).invoke(full(name, arguments), to,
                                 {Deadline::in(std::chrono::seconds(20)), {}}, {});
  }
};

TEST_F(Prometheus, IsAskedForAnInstant) {
  const auto outcome = call(
      instant, {{"query", "up{job='a b'}"}, {"when", "2018-04-24T17:20:20.19Z"}, {"timeout", 3.5}});
  EXPECT_EQ(server.last().method, "GET");
  EXPECT_EQ(
      server.last().target,
      "/api/v1/query?query=up%7Bjob%3D%27a%20b%27%7D&timeout=3.5&time=2018-04-24T17%3A20%3A20.1Z");
  EXPECT_EQ(net::header(server.last().headers, "Accept"), "application/json");
  EXPECT_EQ(outcome->output,
            (Json{{"status", "success"},
                  {"data", {{"resultType", "vector"}, {"result", Json::array()}}}}));
  EXPECT_EQ(outcome->summary, "no data");
  EXPECT_EQ(outcome->evidence, (Json{{"prometheus", {{"url", server.url()}}}}));
}

TEST_F(Prometheus, IsAskedForAnInterval) {
  const auto before = wall_now() - std::chrono::milliseconds(100);
  (void)call(interval, {{"query", "up"}, {"start", "1 minute ago"}, {"end", "now"}});
  const auto request = server.last();
  EXPECT_EQ(request.path, "/api/v1/query_range");
  EXPECT_EQ(net::query_value(request, "step"), "1");
  const auto start = parse_time(net::query_value(request, "start").value()).value();
  const auto end = parse_time(net::query_value(request, "end").value()).value();
  EXPECT_EQ(end - start, std::chrono::minutes(1));
  EXPECT_LE(before, end);
  EXPECT_LE(end, wall_now());
  EXPECT_EQ(net::query_value(request, "end")->size(), std::string("2018-04-24T17:20:20.1Z").size());
}

TEST_F(Prometheus, GetsNoStepOfZeroAndNumbersAsTheyAre) {
  (void)call(interval,
             {{"query", "up"}, {"start", 1524590420}, {"end", "1524590480150"}, {"step", 0}});
  EXPECT_EQ(server.last().target,
            "/api/v1/query_range?query=up&start=2018-04-24T17%3A20%3A20.0Z&end="
            "2018-04-24T17%3A21%3A20.1Z");
}

TEST_F(Prometheus, GetsNoCredentialsButItsOwn) {
  to.secrets = {{"auth", "Basic amFuZTpkZW1v"}};
  (void)call(instant, {{"query", "up"}});
  EXPECT_FALSE(net::header(server.last().headers, "Authorization"));
  to.secrets = {{"PROMETHEUS_USERNAME", "jane"}, {"PROMETHEUS_PASSWORD", "demo"}};
  (void)call(instant, {{"query", "up"}});
  EXPECT_EQ(net::header(server.last().headers, "Authorization"), "Basic amFuZTpkZW1v");
  to.secrets = {{"PROMETHEUS_TOKEN", "t"}};
  (void)call(instant, {{"query", "up"}});
  EXPECT_EQ(net::header(server.last().headers, "Authorization"), "Bearer t");
}

TEST_F(Prometheus, PassesItsRemarksOn) {
  server.answer.body =
      R"({"status":"success","data":{"resultType":"vector","result":[]},"warnings":["partial"]})";
  EXPECT_EQ(call(instant, {{"query", "up"}})->detail, "partial");
}

TEST_F(Prometheus, FailsTheActivityWhenItRefuses) {
  server.answer = {400, {}, "{\"status\":\"error\"}", {}};
  const auto refused = call(instant, {{"query", "up{"}});
  EXPECT_FALSE(refused->succeeded);
  EXPECT_EQ(refused->failure, "chaoslib.exceptions.ActivityFailed: Prometheus query " +
                                  server.url() +
                                  "/api/v1/query?query=up%7B failed: 400: {\"status\":\"error\"}");
  EXPECT_EQ(refused->summary, "400");
  server.answer = {202, {}, "{}", {}};
  EXPECT_FALSE(call(instant, {{"query", "up"}})->succeeded);
  server.answer = {200, {}, "<html>", {}};
  EXPECT_EQ(call(instant, {{"query", "up"}})->failure,
            "chaoslib.exceptions.ActivityFailed: Prometheus query " + server.url() +
                "/api/v1/query?query=up failed: the answer is not JSON: <html>");
  server.answer = {200, {}, "{\"status\":\"error\"}", {}};
  EXPECT_TRUE(call(instant, {{"query", "up"}})->succeeded);
}

TEST_F(Prometheus, FailsTheActivityWhenItDoesNotAnswer) {
  std::string url;
  {
    const FakePrometheus gone;
    url = gone.url();
  }
  ask(url);
  const auto outcome = call(instant, {{"query", "up"}});
  EXPECT_FALSE(outcome->succeeded);
  EXPECT_EQ(outcome->failure,
            "chaoslib.exceptions.ActivityFailed: Prometheus does not answer: GET " + url +
                "/api/v1/query?query=up: connection refused");
  EXPECT_EQ(outcome->evidence["prometheus"]["url"], url);
}

TEST_F(Prometheus, IsFoundByResolve) {
  table = functions({{"demo.invalid", 80, "127.0.0.1", server.port()}});
  ask("http://demo.invalid");
  EXPECT_TRUE(call(instant, {{"query", "up"}})->succeeded);
  EXPECT_EQ(server.last().host, "demo.invalid");
}

TEST_F(Prometheus, IsNotAskedWithWrongArguments) {
  struct Row {
    const char* name;
    Json arguments;
    const char* what;
  };
  for (const Row& row : std::vector<Row>{
           {instant, {{"query", 5}}, "query: found 5, expected a PromQL expression"},
           {instant,
            {{"query", "up"}, {"timeout", 0}},
            "timeout: found 0, expected seconds above zero"},
           {instant,
            {{"query", "up"}, {"when", true}},
            "when: found true, expected a time, as in 'now'"},
           {interval,
            {{"query", "up"}, {"start", "now"}, {"end", "now"}, {"step", "1s"}},
            "step: found \"1s\", expected seconds from 0"},
       }) {
    EXPECT_EQ(check(row.name, row.arguments).error().what, row.what) << row.arguments;
  }
  const auto unclear = check(interval, {{"query", "up"}, {"start", "recently"}, {"end", "now"}});
  EXPECT_EQ(unclear.error().context, "start");
  EXPECT_TRUE(unclear.error().what.starts_with("found 'recently', expected a time"));
  EXPECT_TRUE(
      check(interval, {{"query", "${q}"}, {"start", "${s}"}, {"end", "now"}, {"step", "${t}"}}));
}

}  // namespace
}  // namespace brunt::drivers::prometheus

#include "drivers/kubernetes/functions.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fakes/fake_kubernetes.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/time.h"

namespace brunt::drivers::kubernetes {
namespace {

using fakes::FakeKubernetes;
using provider::Outcome;

/// The functions as an experiment calls them: defaults filled in, the cluster named by secrets.
struct Pods : testing::Test {
  FakeKubernetes cluster;
  provider::NativeTable table = functions({});

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
  Result<Outcome> call(const std::string& name, const Json& arguments,
                       const Limits& limits = {}) const {
    provider::Call call;
    call.secrets = {{"KUBECONFIG", "/none"}, {"KUBERNETES_HOST", cluster.url()}};
    return table.at(name).invoke(full(name, arguments), call, limits, {});
  }
};

constexpr const char* count = "chaosk8s.pod.probes.count_pods";
constexpr const char* logs = "chaosk8s.pod.probes.read_pod_logs";
constexpr const char* terminate_name = "chaosk8s.pod.actions.terminate_pods";

TEST_F(Pods, AreCountedByLabelAndPhase) {
  cluster.add_pod("a", "Running", "astre");
  cluster.add_pod("b", "Pending", "astre");
  cluster.add_pod("c", "Running", "other");
  const auto running =
      call(count, {{"ns", "fn"}, {"label_selector", "app=astre"}, {"phase", "Running"}});
  EXPECT_EQ(running->output, 1);
  EXPECT_EQ(running->summary, "1");
  EXPECT_EQ(call(count, {{"ns", "fn"}, {"label_selector", "app=astre"}})->output, 2);
  EXPECT_EQ(call(count, {{"ns", "fn"}, {"label_selector", ""}})->output, 3);
  EXPECT_EQ(cluster.requests("GET /api")[0],
            "GET /api/v1/namespaces/fn/pods?labelSelector=app%3Dastre&limit=500");
}

TEST_F(Pods, AreCountedOverSeveralPages) {
  cluster.page = 2;
  for (const char* name : {"a", "b", "c", "d", "e"})
    cluster.add_pod(name, "Running", "x");
  EXPECT_EQ(call(count, {{"ns", "fn"}, {"label_selector", ""}})->output, 5);
  EXPECT_EQ(cluster.requests("GET /api").size(), 3U);
}

TEST_F(Pods, LiveInTheDefaultNamespaceUnlessSaid) {
  const auto outcome = call(count, {{"label_selector", ""}});
  EXPECT_EQ(cluster.requests("GET /api")[0], "GET /api/v1/namespaces/default/pods?limit=500");
  EXPECT_EQ(outcome->failure,
            "kubernetes.client.exceptions.ApiException: (404) NotFound: no such path");
}

TEST_F(Pods, TellWhichClusterTheyAreOf) {
  const auto outcome = call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_EQ(outcome->evidence["cluster"], (Json{{"server", cluster.url()},
                                                {"git_version", "v1.30.0"},
                                                {"emulated", false},
                                                {"context", "KUBERNETES_HOST"}}));
  (void)call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_EQ(cluster.requests("GET /version").size(), 1U);
}

TEST_F(Pods, OfTheSandboxSaySo) {
  cluster.is_sandbox = true;
  const auto outcome = call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_EQ(outcome->evidence["cluster"]["emulated"], true);
  EXPECT_EQ(outcome->evidence["cluster"]["sandbox"],
            (Json{{"what", "emulated cluster"}, {"profile", "fast"}}));
  (void)call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_EQ(cluster.requests("GET /version").size(), 1U);
  EXPECT_EQ(cluster.requests("GET /brunt/sandbox").size(), 2U);  // its counts have grown
}

TEST_F(Pods, AreTerminatedAndReadBack) {
  cluster.add_pod("astre-1", "Running", "astre");
  const auto before = rfc3339(wall_now());
  const auto outcome =
      call(terminate_name, {{"ns", "fn"}, {"label_selector", "app=astre"}, {"rand", true}});
  ASSERT_TRUE(outcome && outcome->succeeded);
  EXPECT_EQ(outcome->output, Json::array({"astre-1"}));
  EXPECT_EQ(outcome->summary, "1 pod deleted");
  EXPECT_EQ(outcome->detail, "astre-1 in fn, 1 of 1 that match; read back: terminating");
  EXPECT_EQ(cluster.requests("DELETE"),
            std::vector<std::string>{"DELETE /api/v1/namespaces/fn/pods/astre-1 {}"});
  const Json& fault = outcome->evidence["fault"];
  EXPECT_EQ(fault["kind"], "pod-deletion");
  EXPECT_EQ(fault["target"], "astre-1 in fn");
  EXPECT_EQ(fault["matched"], 1);
  EXPECT_EQ(fault["confirmed"], true);
  EXPECT_EQ(fault["by"], "read back: terminating since 2018-04-24T17:20:48Z");
  EXPECT_EQ(fault["pods"][0]["uid"], "uid-astre-1");
  EXPECT_LE(before, fault["started"].get<std::string>());
  EXPECT_LE(fault["started"].get<std::string>(), fault["ended"].get<std::string>());
}

TEST_F(Pods, ThatAreGoneAtOnceAreConfirmedToo) {
  cluster.graceful = false;
  cluster.add_pod("a", "Running", "x");
  const auto outcome = call(terminate_name, {{"ns", "fn"}, {"grace_period", 0}});
  EXPECT_EQ(outcome->evidence["fault"]["by"], "read back: gone");
  EXPECT_EQ(outcome->detail, "a in fn, 1 of 1 that match; read back: gone");
  EXPECT_EQ(
      cluster.requests("DELETE"),
      std::vector<std::string>{R"(DELETE /api/v1/namespaces/fn/pods/a {"gracePeriodSeconds":0})"});
}

TEST_F(Pods, ThatStayAreNotConfirmed) {
  cluster.ignores_deletes = true;
  cluster.add_pod("a", "Running", "x");
  const auto outcome = call(terminate_name, {{"ns", "fn"}});
  EXPECT_TRUE(outcome->succeeded);
  EXPECT_EQ(outcome->evidence["fault"]["confirmed"], false);
  EXPECT_EQ(outcome->evidence["fault"]["by"],
            "read back: not confirmed: the pod is still there and not terminating");
}

TEST_F(Pods, ArePickedByNameOrderAndAmount) {
  struct Row {
    Json arguments;
    Json names;
  };
  const std::vector<Row> rows = {
      {Json::object(), {"a1"}},
      {{{"name_pattern", "^b"}}, {"b2"}},
      {{{"name_pattern", "3"}, {"qty", 5}}, {"c3"}},
      {{{"order", "oldest"}}, {"c3"}},
      {{{"order", "oldest"}, {"qty", 2}}, {"c3", "a1"}},
      {{{"all", true}, {"qty", 1}}, {"a1", "b2", "c3"}},
      {{{"mode", "percentage"}, {"qty", 34}}, {"a1", "b2"}},
      {{{"mode", "percentage"}, {"qty", 100}}, {"a1", "b2", "c3"}},
      {{{"qty", 0}}, Json::array()},
      {{{"name_pattern", "none"}}, Json::array()},
      {{{"qty", 2}, {"label_selector", "app=y"}}, {"b2"}},
  };
  for (const Row& row : rows) {
    FakeKubernetes fresh;
    fresh.graceful = false;
    fresh.add_pod("a1", "Running", "x", "2018-01-02T00:00:00Z");
    fresh.add_pod("b2", "Succeeded", "y", "2018-01-03T00:00:00Z");
    fresh.add_pod("c3", "Running", "x", "2018-01-01T00:00:00Z");
    provider::Call to;
    to.secrets = {{"KUBECONFIG", "/none"}, {"KUBERNETES_HOST", fresh.url()}};
    Json arguments = row.arguments;
    arguments["ns"] = "fn";
    const auto outcome =
        table.at(terminate_name).invoke(full(terminate_name, arguments), to, {}, {});
    Json expected = row.names;
    if (!expected.is_array()) expected = Json::array({row.names});
    EXPECT_EQ(outcome->output, expected) << row.arguments;
    EXPECT_EQ(fresh.requests("DELETE").size(), expected.size()) << row.arguments;
  }
}

TEST_F(Pods, ArePickedAtRandomWithoutRepeats) {
  for (int i = 0; i < 8; ++i)
    cluster.add_pod("p" + std::to_string(i), "Running", "x");
  const auto outcome = call(terminate_name, {{"ns", "fn"}, {"rand", true}, {"qty", 8}});
  const auto names = outcome->output.get<std::set<std::string>>();
  EXPECT_EQ(names.size(), 8U);
  EXPECT_TRUE(outcome->evidence["fault"]["seed"].is_number());
  EXPECT_EQ(outcome->summary, "8 pods deleted");
}

TEST_F(Pods, ThatDoNotMatchAreNoFault) {
  const auto outcome = call(terminate_name, {{"ns", "fn"}});
  EXPECT_TRUE(outcome->succeeded);
  EXPECT_EQ(outcome->output, Json::array());
  EXPECT_EQ(outcome->summary, "no pod matches");
  EXPECT_EQ(find(outcome->evidence, "fault"), nullptr);
}

TEST_F(Pods, DeletedBeforeAnErrorStayAFact) {
  cluster.add_pod("a", "Running", "x");
  cluster.add_pod("b", "Running", "x");
  cluster.before = [](const net::ServerRequest& r) -> std::optional<net::ServerResponse> {
    if (r.method == "DELETE" && r.path.ends_with("/b")) {
      return FakeKubernetes::failure(403, "Forbidden", "pods \"b\" is forbidden");
    }
    return std::nullopt;
  };
  const auto outcome = call(terminate_name, {{"ns", "fn"}, {"all", true}});
  EXPECT_FALSE(outcome->succeeded);
  EXPECT_EQ(outcome->failure,
            "kubernetes.client.exceptions.ApiException: (403) Forbidden: pods \"b\" is forbidden");
  EXPECT_EQ(outcome->evidence["fault"]["target"], "a in fn");
  EXPECT_EQ(outcome->summary, "1 pod deleted");
}

TEST_F(Pods, AreNotTouchedByWrongArguments) {
  struct Row {
    Json arguments;
    const char* what;
  };
  for (const Row& row : std::vector<Row>{
           {{{"qty", -1}}, "qty: found -1, expected a whole number from 0"},
           {{{"qty", "2"}}, "qty: found \"2\", expected a whole number from 0"},
           {{{"qty", 1.5}}, "qty: found 1.5, expected a whole number from 0"},
           {{{"mode", "some"}, {"all", true}},
            "mode: found \"some\", expected \"fixed\" or \"percentage\""},
           {{{"order", "new"}}, "order: found \"new\", expected \"alphabetic\" or \"oldest\""},
           {{{"ns", 5}}, "ns: found 5, expected a text"},
           {{{"grace_period", "x"}}, "grace_period: found \"x\", expected a whole number"},
           {{{"name_pattern", "("}},
            "name_pattern: found \"(\", expected a regular expression: missing ): ("},
       }) {
    EXPECT_EQ(check(terminate_name, row.arguments).error().what, row.what) << row.arguments;
  }
  EXPECT_TRUE(
      check(terminate_name, {{"qty", "${n}"}, {"mode", "${m}"}, {"name_pattern", "${p}("}}));
  EXPECT_TRUE(cluster.requests().empty());
}

TEST_F(Pods, GiveTheirLogs) {
  cluster.add_pod("gw-1", "Running", "gateway");
  cluster.logs["gw-1"] =
      "2018-04-24T17:20:42.9Z Forwarded [GET] to /a - [200] - 0.007 seconds\n"
      "2018-04-24T17:20:43.9Z Forwarded [GET] to /a - [502] - 0.007 seconds\n"
      "2018-04-24T17:20:43.9Z error with upstream\n";
  const auto outcome =
      call(logs, {{"ns", "fn"}, {"label_selector", "app=gateway"}, {"last", "40s"}});
  EXPECT_EQ(outcome->output, (Json{{"gw-1", cluster.logs["gw-1"]}}));
  EXPECT_EQ(outcome->summary, "3 lines, 2 errors");
  EXPECT_EQ(cluster.requests("GET /api/v1/namespaces/fn/pods/gw-1"),
            std::vector<std::string>{"GET /api/v1/namespaces/fn/pods/gw-1/"
                                     "log?follow=false&previous=false&timestamps=true&sinceSeconds="
                                     "40"});
}

TEST_F(Pods, GiveLogsOfAContainerAndOfItsLastLife) {
  cluster.add_pod("a", "Running", "x");
  cluster.logs["a"] = "l\xff\n";
  const auto outcome = call(logs, {{"ns", "fn"},
                                   {"label_selector", ""},
                                   {"container_name", "c"},
                                   {"from_previous", true},
                                   {"last", "2018-04-24T17:20:48.5Z"}});
  EXPECT_EQ(outcome->output["a"], "l\xef\xbf\xbd\n");
  EXPECT_EQ(outcome->summary, "1 line, 0 errors");
  EXPECT_EQ(cluster.requests("GET /api/v1/namespaces/fn/pods/a")[0],
            "GET /api/v1/namespaces/fn/pods/a/"
            "log?container=c&follow=false&previous=true&timestamps=true&sinceTime=2018-04-24T17%3A"
            "20%3A48.500Z");
}

TEST_F(Pods, AreFoundByNameForTheirLogs) {
  const auto outcome = call(logs, {{"ns", "fn"}, {"name", "gw"}});
  EXPECT_EQ(outcome->output, Json::object());
  EXPECT_EQ(outcome->summary, "no pod matches");
  EXPECT_EQ(cluster.requests("GET /api")[0],
            "GET /api/v1/namespaces/fn/pods?labelSelector=name%20in%20%28gw%29&limit=500");
}

TEST_F(Pods, RefuseAnUnclearTime) {
  EXPECT_TRUE(check(logs, {{"last", "1h 30m"}}));
  EXPECT_TRUE(check(logs, {{"last", "${last}"}}));
  EXPECT_EQ(check(logs, {{"last", "in 5 minutes"}}).error().what,
            "last: found 'in 5 minutes', expected a time in the past, as in '40s'");
  EXPECT_EQ(check(logs, {{"last", "0s"}}).error().what,
            "last: found '0s', expected a time in the past, as in '40s'");
  EXPECT_FALSE(check(logs, {{"last", "90"}}));
}

TEST_F(Pods, OfAClusterThatDoesNotAnswerFail) {
  std::string url;
  {
    const FakeKubernetes gone;
    url = gone.url();
  }
  provider::Call to;
  to.secrets = {{"KUBECONFIG", "/none"}, {"KUBERNETES_HOST", url}};
  const auto outcome =
      table.at(count).invoke(full(count, {{"ns", "fn"}, {"label_selector", ""}}), to, {}, {});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->succeeded);
  const std::string start =
      "chaoslib.exceptions.ActivityFailed: the cluster does not answer: GET " + url +
      "/api/v1/namespaces/fn/pods?limit=500: connection refused, 4 "
      "tries in ";
  EXPECT_EQ(outcome->failure.substr(0, start.size()), start);
  EXPECT_TRUE(outcome->failure.ends_with(" s (KUBERNETES_HOST)")) << outcome->failure;
  EXPECT_EQ(outcome->evidence["cluster"]["server"], url);
}

TEST_F(Pods, AreAskedForAgainWhenTheServerSaysWhen) {
  std::atomic<int> refusals = 2;
  cluster.before = [&](const net::ServerRequest& r) -> std::optional<net::ServerResponse> {
    if (r.path == "/version" || refusals-- <= 0) return std::nullopt;
    auto busy = FakeKubernetes::failure(429, "TooManyRequests", "slow down");
    busy.headers.emplace_back("Retry-After", "0");
    return busy;
  };
  EXPECT_EQ(call(count, {{"ns", "fn"}, {"label_selector", ""}})->output, 0);
  EXPECT_EQ(cluster.requests("GET /api").size(), 3U);
}

TEST_F(Pods, AreGivenUpAfterFourBusyAnswers) {
  cluster.before = [&](const net::ServerRequest&) -> std::optional<net::ServerResponse> {
    auto busy = FakeKubernetes::failure(503, "ServiceUnavailable", "no");
    busy.headers.emplace_back("Retry-After", "0");
    return busy;
  };
  const auto outcome = call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_EQ(outcome->failure,
            "kubernetes.client.exceptions.ApiException: (503) ServiceUnavailable: no");
  EXPECT_EQ(cluster.requests("GET /api").size(), 4U);
}

TEST_F(Pods, AreNotAwaitedBeyondTheLimits) {
  cluster.before = [&](const net::ServerRequest&) -> std::optional<net::ServerResponse> {
    auto busy = FakeKubernetes::failure(503, "ServiceUnavailable", "no");
    busy.headers.emplace_back("Retry-After", "30");
    return busy;
  };
  const auto start = Deadline::Clock::now();
  const auto outcome = call(count, {{"ns", "fn"}, {"label_selector", ""}},
                            {Deadline::in(std::chrono::milliseconds(50)), {}});
  EXPECT_FALSE(outcome->succeeded);
  EXPECT_LT(Deadline::Clock::now() - start, std::chrono::seconds(10));
  std::stop_source stopped;
  stopped.request_stop();
  const auto none =
      call(count, {{"ns", "fn"}, {"label_selector", ""}}, {Deadline::never(), stopped.get_token()});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::stopped);
}

TEST_F(Pods, AreLetGoOfWhenStoppedWhileTheServerIsBusy) {
  std::stop_source source;
  cluster.before = [&](const net::ServerRequest&) -> std::optional<net::ServerResponse> {
    source.request_stop();
    auto busy = FakeKubernetes::failure(503, "ServiceUnavailable", "no");
    busy.headers.emplace_back("Retry-After", "30");
    return busy;
  };
  const auto none =
      call(count, {{"ns", "fn"}, {"label_selector", ""}}, {Deadline::never(), source.get_token()});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::stopped);
}

TEST_F(Pods, GiveAnAnswerThatIsNotJsonAsAFailure) {
  cluster.before = [&](const net::ServerRequest&) -> std::optional<net::ServerResponse> {
    return net::ServerResponse{200, {}, "<html>", {}};
  };
  const auto outcome = call(count, {{"ns", "fn"}, {"label_selector", ""}});
  EXPECT_NE(outcome->failure.find("is not JSON"), std::string::npos) << outcome->failure;
  cluster.before = [&](const net::ServerRequest&) -> std::optional<net::ServerResponse> {
    return net::ServerResponse{502, {}, "bad gateway\n", {}};
  };
  EXPECT_EQ(call(count, {{"ns", "fn"}, {"label_selector", ""}})->failure,
            "kubernetes.client.exceptions.ApiException: (502): bad gateway");
}

}  // namespace
}  // namespace brunt::drivers::kubernetes

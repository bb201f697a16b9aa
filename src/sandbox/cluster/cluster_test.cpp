#include "sandbox/cluster/cluster.h"

#include <csignal>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sandbox/cluster/budget.h"
#include "sandbox/cluster/controllers.h"
#include "sandbox/cluster/simulation.h"

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

std::size_t endpoints(const Simulation& sim) {
  return functions_of(sim.store())[0]["endpoints"].size();
}

std::int64_t status_of(const Simulation& sim, const char* field) {
  return number_at(*sim.store().get("deployments", "openfaas-fn", "astre"), "status", field);
}

std::size_t running(const Simulation& sim) {
  const auto pods = sim.functions();
  return static_cast<std::size_t>(std::count_if(pods.begin(), pods.end(), [](const Object& p) {
    return text_at(*p, "status", "phase") == "Running";
  }));
}

TEST(Cluster, StartsItsFirstPodsWithoutTheDelay) {
  Simulation sim;
  EXPECT_TRUE(sim.cluster().all_available());
  EXPECT_EQ(sim.store().list("pods").size(), 3U);
  EXPECT_EQ(sim.running.size(), 3U);
  EXPECT_EQ(endpoints(sim), 1U);
  EXPECT_TRUE(sim.only()["metadata"]["annotations"].contains("sandbox.brunt.dev/start-delay"));
}

TEST(Cluster, ReplacesADeletedPodAtOnceAndAnswersAfterTheDelay) {
  Simulation sim(profile("seed").value());
  sim.obedient = false;
  const std::string name = name_of(sim.only());
  sim.remove_pod("openfaas-fn", name, 30);
  ASSERT_EQ(sim.functions().size(),
            2U);                  // the replacement is there before the old process has ended
  EXPECT_EQ(running(sim), 1U);    // and a terminating pod still counts as Running
  EXPECT_EQ(endpoints(sim), 0U);  // but gets no calls any more
  sim.advance(13s);
  EXPECT_EQ(endpoints(sim), 0U);
  sim.advance(1s);
  EXPECT_EQ(endpoints(sim), 1U);
  EXPECT_EQ(running(sim), 2U);
}

TEST(Cluster, RemovesAPodWhenItsProcessHasGone) {
  Simulation sim;
  const std::string name = name_of(sim.only());
  sim.remove_pod("openfaas-fn", name, 30);
  EXPECT_EQ(sim.store().get("pods", "openfaas-fn", name), nullptr);
  ASSERT_EQ(sim.functions().size(), 1U);
  EXPECT_EQ(text_at(sim.only(), "status", "phase"), "Pending");
  sim.advance(1s);
  EXPECT_EQ(text_at(sim.only(), "status", "phase"), "Running");
  EXPECT_TRUE(ready(sim.only()));
}

TEST(Cluster, KillsWhatDoesNotEndInItsGrace) {
  Simulation sim;
  sim.obedient = false;
  const std::string uid = uid_of(sim.only());
  const std::string name = name_of(sim.only());
  sim.remove_pod("openfaas-fn", name, 5);
  EXPECT_EQ(text_at(*sim.store().get("pods", "openfaas-fn", name), "metadata", "deletionTimestamp"),
            "2018-04-24T17:20:05Z");
  sim.advance(4999ms);
  EXPECT_TRUE(sim.running.contains(uid));
  sim.advance(1ms);
  EXPECT_FALSE(sim.running.contains(uid));
  EXPECT_EQ(sim.store().get("pods", "openfaas-fn", name), nullptr);
  EXPECT_EQ(std::count(sim.seen.begin(), sim.seen.end(), Command(SignalPart{uid, SIGKILL})), 1);
}

TEST(Cluster, ForgetsAPodDeletedWithoutGraceAndKillsItsProcess) {
  Simulation sim;
  sim.obedient = false;
  const std::string uid = uid_of(sim.only());
  sim.remove_pod("openfaas-fn", name_of(sim.only()), 0);
  EXPECT_FALSE(sim.running.contains(uid));
  EXPECT_EQ(sim.functions().size(), 1U);
}

TEST(Cluster, RestartsACrashedContainerInItsPodWithBackOff) {
  Simulation sim;
  sim.quiet = true;
  const std::string uid = uid_of(sim.only());
  sim.exit(uid, -SIGSEGV, "last words");
  EXPECT_TRUE(sim.running.contains(uid));  // the first restart comes at once
  const Json& status = sim.only()["status"]["containerStatuses"][0];
  EXPECT_EQ(status["restartCount"], 1);
  EXPECT_EQ(status["lastState"]["terminated"]["exitCode"], 128 + SIGSEGV);
  EXPECT_EQ(status["lastState"]["terminated"]["message"], "last words");
  for (const auto wait : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    sim.exit(uid, 1);
    EXPECT_EQ(endpoints(sim), 0U);
    EXPECT_EQ(text_at(sim.only(), "status", "phase"), "Running");
    EXPECT_EQ(text_at(sim.only()["status"]["containerStatuses"][0], "state", "waiting", "reason"),
              "CrashLoopBackOff");
    sim.advance(wait - 1ms);
    EXPECT_FALSE(sim.running.contains(uid)) << wait.count();
    sim.advance(1ms);
    EXPECT_TRUE(sim.running.contains(uid)) << wait.count();
  }
  sim.advance(10min);  // a long good run is forgiven
  sim.exit(uid, 1);
  EXPECT_TRUE(sim.running.contains(uid));
}

TEST(Cluster, SaysWhenAProcessCannotBeStarted) {
  Simulation sim;
  sim.can_start = false;
  sim.exit(uid_of(sim.only()), 1);
  EXPECT_EQ(
      text_at(sim.only()["status"]["containerStatuses"][0], "lastState", "terminated", "message"),
      "no such program");
}

TEST(Cluster, TakesAPodOutAfterThreeFailedChecks) {
  Simulation sim;
  sim.healthy = false;
  sim.advance(2s);
  sim.advance(2s);
  EXPECT_EQ(endpoints(sim), 1U);
  sim.advance(2s);
  EXPECT_EQ(endpoints(sim), 0U);
  EXPECT_FALSE(sim.cluster().all_available());
  sim.healthy = true;
  sim.advance(2s);
  EXPECT_EQ(endpoints(sim), 1U);
}

TEST(Cluster, ScalesBothWays) {
  Simulation sim;
  sim.scale("astre", 4);
  EXPECT_EQ(sim.functions().size(), 4U);
  EXPECT_EQ(status_of(sim, "availableReplicas"), 1);
  EXPECT_EQ(status_of(sim, "unavailableReplicas"), 3);
  sim.advance(1s);
  EXPECT_EQ(status_of(sim, "availableReplicas"), 4);
  sim.scale("astre", 0);
  EXPECT_TRUE(sim.functions().empty());
  EXPECT_EQ(
      at(*sim.store().get("deployments", "openfaas-fn", "astre"), "status", "availableReplicas"),
      nullptr);
}

TEST(Cluster, RollsWithoutEverServingLess) {
  Simulation sim;
  sim.scale("astre", 3);
  sim.advance(1s);
  Json deployment = *sim.store().get("deployments", "openfaas-fn", "astre");
  deployment["spec"]["template"]["metadata"]["annotations"]["restartedAt"] = "now";
  deployment["metadata"]["generation"] = 2;
  sim.put("deployments", std::move(deployment));
  for (int i = 0; i < 40; ++i) {
    EXPECT_GE(endpoints(sim), 3U);
    EXPECT_LE(sim.functions().size(), 4U);
    sim.advance(100ms);
  }
  EXPECT_EQ(status_of(sim, "updatedReplicas"), 3);
  EXPECT_EQ(status_of(sim, "replicas"), 3);
  EXPECT_EQ(status_of(sim, "observedGeneration"), 2);
  EXPECT_EQ(sim.store().list("replicasets", "openfaas-fn").size(), 2U);
}

TEST(Cluster, LetsNoTwoGatewaysHaveOnePort) {
  Simulation sim;
  Json deployment = *sim.store().get("deployments", "openfaas", "gateway");
  deployment["spec"]["replicas"] = 2;
  sim.put("deployments", std::move(deployment));
  std::size_t pending = 0;
  for (const Object& pod : sim.store().list("pods", "openfaas"))
    if (text_at(*pod, "status", "phase") == "Pending") ++pending;
  EXPECT_EQ(pending, 1U);
}

TEST(Cluster, SchedulesNothingOnACordonedNode) {
  Simulation sim;
  Json node = *sim.store().get("nodes", "", "brunt-sandbox");
  node["spec"]["unschedulable"] = true;
  sim.put("nodes", node);
  sim.remove_pod("openfaas-fn", name_of(sim.only()), 1);
  sim.advance(10s);
  EXPECT_EQ(text_at(sim.only(), "status", "phase"), "Pending");
  node["spec"]["unschedulable"] = false;
  sim.put("nodes", node);
  sim.advance(1s);
  EXPECT_TRUE(ready(sim.only()));
}

TEST(Budget, ForbidsTheEvictionThatWouldBreakIt) {
  Simulation sim;
  sim.scale("astre", 2);
  sim.advance(1s);
  sim.put("poddisruptionbudgets",
          parse_json(R"({"metadata": {"name": "b", "namespace": "openfaas-fn"},
                         "spec": {"minAvailable": 2, "selector": {"matchLabels": {"faas_function": "astre"}}}})")
              .value());
  EXPECT_EQ(forbidden_by_budget(sim.store(), sim.only()),
            "The disruption budget b needs 2 healthy pods and has 2 currently");
  EXPECT_EQ((*sim.store().get("poddisruptionbudgets", "openfaas-fn",
                              "b"))["status"]["disruptionsAllowed"],
            0);
  sim.scale("astre", 3);
  sim.advance(1s);
  EXPECT_EQ(forbidden_by_budget(sim.store(), sim.only()), std::nullopt);
}

/// Whatever is done to it, it comes to rest with what was asked for, and no process is lost.
RC_GTEST_PROP(Cluster, AlwaysComesToWhatWasAskedFor, ()) {
  Simulation sim;
  sim.quiet = true;
  int replicas = 1;
  for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
    const auto pods = sim.functions();
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        sim.scale("astre", replicas = *rc::gen::inRange(0, 4));
        break;
      case 1:
        if (!pods.empty())
          sim.remove_pod("openfaas-fn",
                         name_of(*pods[*rc::gen::inRange<std::size_t>(0, pods.size())]),
                         *rc::gen::element<std::int64_t>(0, 1, 30));
        break;
      case 2:
        if (!sim.running.empty()) sim.exit(sim.running.begin()->first, 1);
        break;
      case 3:
        sim.obedient = !sim.obedient;
        break;
      default:
        sim.advance(std::chrono::milliseconds(*rc::gen::inRange(0, 20'000)));
    }
  }
  sim.advance(20min);
  RC_ASSERT(sim.functions().size() == static_cast<std::size_t>(replicas));
  RC_ASSERT(endpoints(sim) == static_cast<std::size_t>(replicas));
  RC_ASSERT(sim.running.size() == static_cast<std::size_t>(replicas) + 2);
}

}  // namespace
}  // namespace brunt::sandbox::cluster

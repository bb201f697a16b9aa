#include "sandbox/cluster/api.h"

#include <gtest/gtest.h>

#include "sandbox/cluster/simulation.h"
#include "sandbox/cluster/table.h"

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

class ApiTest : public testing::Test {
 protected:
  Reply call(const std::string& method, const std::string& target, const std::string& body = "",
             net::Headers headers = {}, const std::string& token = "secret") {
    net::ServerRequest request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (const auto mark = target.find('?'); mark != std::string::npos)
      for (const std::string& pair : split_query(target.substr(mark + 1)))
        request.query.emplace_back(pair.substr(0, pair.find('=')),
                                   net::percent_decode(pair.substr(pair.find('=') + 1), true));
    request.headers = std::move(headers);
    request.headers.emplace_back("Authorization", "Bearer " + token);
    request.body = body;
    const Reply reply = api.handle(request, sim.now());
    sim.settle();
    return reply;
  }
  Json get(const std::string& target, net::Headers headers = {}) {
    return parse_json(call("GET", target, "", std::move(headers)).body).value();
  }
  Reply patch(const std::string& target, const std::string& body,
              const std::string& kind = "merge-patch") {
    return call("PATCH", target, body, {{"Content-Type", "application/" + kind + "+json"}});
  }
  static std::vector<std::string> split_query(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from <= text.size();) {
      const auto end = std::min(text.find('&', from), text.size());
      out.push_back(text.substr(from, end - from));
      from = end + 1;
    }
    return out;
  }
  std::string pod() const { return name_of(sim.only()); }

  Simulation sim;
  Logs logs;
  Api api{sim.cluster(), logs, "secret"};
  const std::string fn = "/api/v1/namespaces/openfaas-fn/pods";
  const std::string deployment = "/apis/apps/v1/namespaces/openfaas-fn/deployments/astre";
};

TEST_F(ApiTest, WantsTheToken) {
  const Reply reply = call("GET", fn, "", {}, "wrong");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(parse_json(reply.body).value()["reason"], "Unauthorized");
  EXPECT_EQ(call("GET", "/readyz", "", {}, "wrong").status, 200);
}

TEST_F(ApiTest, ListsOnlyWhatExistsInDiscovery) {
  EXPECT_EQ(get("/version")["gitVersion"], "v1.30.0-brunt-sandbox");
  EXPECT_EQ(get("/api")["versions"][0], "v1");
  EXPECT_EQ(get("/apis")["groups"].size(), 4U);
  const Json core = get("/api/v1");
  for (const Json& each : core["resources"]) {
    const std::string name = string_or(each, "name");
    if (name.find('/') != std::string::npos) continue;
    EXPECT_EQ(call("GET", "/api/v1/" + name).status, 200) << name;
  }
  const Json whole =
      get("/apis",
          {{"Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}});
  EXPECT_EQ(whole["kind"], "APIGroupDiscoveryList");
  EXPECT_EQ(whole["items"].size(), 4U);
}

TEST_F(ApiTest, SaysNoToAllElse) {
  for (const char* path : {"/api/v1/secrets", "/api/v1/namespaces/default/configmaps",
                           "/apis/batch/v1/jobs", "/openapi/v2", "/openapi/v3",
                           "/apis/apps/v1/namespaces/openfaas-fn/deployments/astre/other",
                           "/nowhere", "/api/v1/namespaces/openfaas-fn/nodes", "/api/v1/pods/name"})
    EXPECT_EQ(call("GET", path).status, 404) << path;
  EXPECT_EQ(call("POST", fn, "{}").status, 405);
  EXPECT_EQ(call("DELETE", fn).status, 405);
  EXPECT_EQ(call("DELETE", deployment).status, 405);
  EXPECT_EQ(call("PUT", fn + "/" + pod(), "{}").status, 405);
  EXPECT_EQ(call("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews").status, 405);
  const Json missing = get(fn + "/none");
  EXPECT_EQ(missing["kind"], "Status");
  EXPECT_EQ(missing["message"], "pods \"none\" not found");
  EXPECT_EQ(missing["details"]["kind"], "pods");
}

TEST_F(ApiTest, SelectsAndPages) {
  EXPECT_EQ(get(fn + "?labelSelector=faas_function%3Dastre")["items"].size(), 1U);
  EXPECT_EQ(get(fn + "?labelSelector=faas_function+in+(other)")["items"].size(), 0U);
  EXPECT_EQ(
      get("/api/v1/pods?fieldSelector=metadata.namespace%3Dopenfaas&unknown=1")["items"].size(),
      2U);
  EXPECT_EQ(call("GET", fn + "?labelSelector=a+b").status, 400);
  EXPECT_EQ(call("GET", fn + "?fieldSelector=spec.x%3Dy").status, 400);
  EXPECT_EQ(call("GET", fn + "?watch=maybe").status, 400);
  std::vector<std::string> names;
  std::string more;
  do {
    const Json page = get("/api/v1/pods?limit=1" +
                          (more.empty() ? "" : "&continue=" + net::percent_encode(more)));
    ASSERT_EQ(page["items"].size(), 1U);
    names.push_back(text_at(page["items"][0], "metadata", "namespace"));
    more = text_at(page, "metadata", "continue");
  } while (!more.empty());
  EXPECT_EQ(names, (std::vector<std::string>{"openfaas", "openfaas", "openfaas-fn"}));
  EXPECT_EQ(call("GET", fn + "?continue=junk").status, 400);
}

TEST_F(ApiTest, DeletesAPodAsAskedFor) {
  const std::string path = fn + "/" + pod();
  sim.obedient = false;
  EXPECT_EQ(call("DELETE", path, R"({"preconditions": {"uid": "other"}})").status, 409);
  EXPECT_EQ(call("DELETE", path, R"({"gracePeriodSeconds": -1})").status, 422);
  EXPECT_EQ(call("DELETE", path + "?dryRun=All").status, 200);
  EXPECT_EQ(call("DELETE", path, "{nonsense").status, 400);
  EXPECT_FALSE(terminating(get(path)));
  const Json deleted = parse_json(call("DELETE", path + "?gracePeriodSeconds=7").body).value();
  EXPECT_EQ(deleted["metadata"]["deletionGracePeriodSeconds"], 7);
  EXPECT_EQ(deleted["metadata"]["deletionTimestamp"], "2018-04-24T17:20:07Z");
  EXPECT_EQ(get(fn)["items"].size(), 2U);
  EXPECT_EQ(call("DELETE", path, "{}").status,
            200);  // again: still terminating, no sooner, no later
  EXPECT_EQ(get(path)["metadata"]["deletionTimestamp"], "2018-04-24T17:20:07Z");
  EXPECT_EQ(call("DELETE", path, R"({"gracePeriodSeconds": 0})").status, 200);
  EXPECT_EQ(call("GET", path).status, 404);
}

TEST_F(ApiTest, PatchesReplicasInEveryWay) {
  EXPECT_EQ(patch(deployment, R"({"spec": {"replicas": 2}})").status, 200);
  EXPECT_EQ(sim.functions().size(), 2U);
  EXPECT_EQ(get(deployment)["metadata"]["generation"], 2);
  EXPECT_EQ(patch(deployment, R"({"spec": {"replicas": 3}})", "strategic-merge-patch").status, 200);
  EXPECT_EQ(patch(deployment, R"([{"op": "replace", "path": "/spec/replicas", "value": 4}])",
                  "json-patch")
                .status,
            200);
  EXPECT_EQ(sim.functions().size(), 4U);
  const Reply scaled = patch(deployment + "/scale", R"({"spec": {"replicas": 1}})");
  EXPECT_EQ(scaled.status, 200);
  EXPECT_EQ(parse_json(scaled.body).value()["kind"], "Scale");
  EXPECT_EQ(call("PUT", deployment + "/scale",
                 R"({"metadata": {"name": "astre"}, "spec": {"replicas": 5}})")
                .status,
            200);
  EXPECT_EQ(get(deployment + "/scale")["spec"]["replicas"], 5);
}

TEST_F(ApiTest, RefusesWhatItCannotHonour) {
  EXPECT_EQ(patch(deployment, R"({"spec": {"replicas": -1}})").status, 422);
  EXPECT_EQ(patch(deployment, R"({"spec": {"replicas": "3"}})").status, 422);
  EXPECT_EQ(patch(deployment, R"({"spec": {"selector": {"matchLabels": {"a": "b"}}}})").status,
            422);
  EXPECT_EQ(
      patch(
          deployment,
          R"({"spec": {"template": {"spec": {"containers": [{"name": "astre", "image": "x"}]}}}})",
          "strategic-merge-patch")
          .status,
      422);
  EXPECT_EQ(patch(deployment, R"({"metadata": {"name": "other"}})").status, 422);
  EXPECT_EQ(patch(deployment, R"({"metadata": {"resourceVersion": "1"}})").status, 409);
  EXPECT_EQ(patch(deployment, "{}", "apply-patch").status, 415);
  EXPECT_EQ(patch(deployment + "?dryRun=All", R"({"spec": {"replicas": 9}})").status, 200);
  EXPECT_EQ(get(deployment)["spec"]["replicas"], 1);
}

TEST_F(ApiTest, ReadsLogsAsAskedFor) {
  const std::string path = fn + "/" + pod() + "/log";
  EXPECT_EQ(call("GET", path).status, 400);  // not started, as far as the logs know
  PodLogs& log = logs[uid_of(sim.only())];
  log.current = std::make_shared<ContainerLog>();
  log.current->append(sim.now().wall - 10s, "old");
  log.current->append(sim.now().wall - 1s, "new");
  EXPECT_EQ(call("GET", path).body, "old\nnew\n");
  EXPECT_EQ(call("GET", path + "?sinceSeconds=5&container=astre").body, "new\n");
  EXPECT_EQ(call("GET", path + "?sinceTime=2018-04-24T17:19:55Z").body, "new\n");
  EXPECT_EQ(call("GET", path + "?timestamps=True&tailLines=1").body,
            "2018-04-24T17:19:59.000000000Z new\n");
  EXPECT_EQ(call("GET", path + "?sinceSeconds=0").status, 422);
  EXPECT_EQ(call("GET", path + "?tailLines=-1").status, 422);
  EXPECT_EQ(call("GET", path + "?limitBytes=0").status, 422);
  EXPECT_EQ(call("GET", path + "?container=other").status, 400);
  EXPECT_EQ(call("GET", path + "?previous=true").status, 400);
  const Reply followed = call("GET", path + "?follow=1&tailLines=0");
  ASSERT_TRUE(followed.follow);
  EXPECT_EQ(followed.follow->from, 2U);
}

TEST_F(ApiTest, AnswersAccessReviewsByWhatItOffers) {
  const auto allowed = [&](const char* attributes) {
    const Reply reply =
        call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
             std::string(R"({"spec": {"resourceAttributes": )") + attributes + "}}");
    EXPECT_EQ(reply.status, 201);
    return parse_json(reply.body).value()["status"]["allowed"].get<bool>();
  };
  EXPECT_TRUE(allowed(R"({"verb": "delete", "resource": "pods"})"));
  EXPECT_TRUE(allowed(R"({"verb": "get", "resource": "pods", "subresource": "log"})"));
  EXPECT_TRUE(allowed(R"({"verb": "patch", "group": "apps", "resource": "deployments"})"));
  EXPECT_FALSE(allowed(R"({"verb": "create", "resource": "pods"})"));
  EXPECT_FALSE(allowed(R"({"verb": "get", "resource": "secrets"})"));
}

TEST_F(ApiTest, CountsWhatWasCalled) {
  call("GET", fn);
  call("GET", fn);
  call("GET", "/nowhere");
  const Json about = get("/brunt/sandbox");
  EXPECT_EQ(about["words"], "emulated cluster");
  EXPECT_EQ(about["parameters"]["start_delay_ms"], 1000);
  EXPECT_EQ(about["unknown_paths"], 1);
  EXPECT_EQ(about["calls"][0]["endpoint"], "GET /api/v1/namespaces/{ns}/pods");
  EXPECT_EQ(about["calls"][0]["count"], 2);
}

TEST_F(ApiTest, PrintsTables) {
  const net::Headers table{
      {"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}};
  const Json pods = get(fn, table);
  EXPECT_EQ(pods["kind"], "Table");
  EXPECT_EQ(pods["columnDefinitions"][1]["name"], "Ready");
  EXPECT_EQ(pods["rows"][0]["cells"][0], pod());
  EXPECT_EQ(pods["rows"][0]["cells"][1], "1/1");
  EXPECT_EQ(pods["rows"][0]["cells"][2], "Running");
  EXPECT_EQ(pods["rows"][0]["object"]["kind"], "PartialObjectMetadata");
  for (const char* path : {"/api/v1/nodes", "/api/v1/namespaces", "/api/v1/services",
                           "/api/v1/endpoints", "/api/v1/events", "/apis/apps/v1/deployments",
                           "/apis/apps/v1/replicasets", "/apis/events.k8s.io/v1/events"}) {
    const Json found = get(path, table);
    EXPECT_EQ(found["columnDefinitions"].size(), found["rows"][0]["cells"].size()) << path;
  }
}

TEST(HumanDuration, IsKubectls) {
  for (const auto& [age, text] : {std::pair<std::chrono::seconds, const char*>{0s, "0s"},
                                  {119s, "119s"},
                                  {120s, "2m"},
                                  {125s, "2m5s"},
                                  {600s, "10m"},
                                  {3h, "3h"},
                                  {3h + 20min, "3h20m"},
                                  {47h, "47h"},
                                  {49h, "2d1h"},
                                  {240h, "10d"}})
    EXPECT_EQ(human_duration(age), text);
}

}  // namespace
}  // namespace brunt::sandbox::cluster

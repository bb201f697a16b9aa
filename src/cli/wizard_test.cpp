#include "cli/wizard.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/discovery.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/wizard_sources.h"
#include "codec/experiment.h"
#include "codec/yaml_text.h"
#include "sys/fd.h"

namespace brunt::cli {
namespace {

/// Questions whose answers are there already; what is asked is not looked at.
class Answered {
 public:
  explicit Answered(const std::string& answers) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    in_ = sys::Fd(ends[0]);
    const sys::Fd write(ends[1]);
    EXPECT_TRUE(print_text(write.get(), answers));
    out_ = sys::Fd(::memfd_create("asked", 0));
  }
  Questions questions() const { return Questions(in_.get(), out_.get(), {}); }

 private:
  sys::Fd in_, out_;
};

Json kubernetes() {
  return discover("chaostoolkit-kubernetes", native_functions({}), "1", "id", {}).value();
}

void expect_valid(const Json& experiment) {
  EXPECT_TRUE(codec::read_experiment(to_text(experiment), codec::Format::json))
      << to_text(experiment, 2);
  const std::string yaml = codec::yaml_text(experiment);
  const auto back = codec::read_experiment(yaml, codec::Format::yaml);
  ASSERT_TRUE(back) << yaml;
  EXPECT_EQ(back->experiment.document, experiment) << yaml;
}

TEST(Discovery, HasTheReferencesShape) {
  const Json found = kubernetes();
  EXPECT_EQ(found["target"], "chaosk8s");
  EXPECT_EQ(found["extension"]["name"], "chaostoolkit-kubernetes");
  ASSERT_EQ(found["activities"].size(), 3U);
  const Json& terminate = found["activities"][0];
  EXPECT_EQ(terminate["type"], "action");
  EXPECT_EQ(terminate["name"], "terminate_pods");
  EXPECT_EQ(terminate["mod"], "chaosk8s.pod.actions");
  EXPECT_FALSE(terminate["doc"].get<std::string>().empty());
  const Json expected = {{"name", "rand"}, {"type", "boolean"}, {"default", false}};
  EXPECT_EQ(terminate["arguments"][3], expected);
  const Json required = {{"name", "label_selector"}, {"type", "string"}};
  EXPECT_EQ(found["activities"][1]["arguments"][0], required);
  EXPECT_EQ(discover("nonsense", {}, "1", "id", {}).error().code, Errc::not_found);
}

TEST(Wizard, KeepsTheTypesOfTolerances) {
  EXPECT_EQ(typed_answer("true"), true);
  EXPECT_EQ(typed_answer("200"), 200);
  EXPECT_EQ(typed_answer("[1, 3]"), Json({1, 3}));
  EXPECT_EQ(typed_answer("\"7\""), "7");
  EXPECT_EQ(typed_answer("fine thanks"), "fine thanks");
}

TEST(Wizard, FillsInWhatWasDiscovered) {
  const Answered answered(
      "My title\ny\nAll there\n1\n\n2\napp=shop\n\nprod\nn\n"  // hypothesis: count_pods is 2
      "y\n1\ny\napp=shop\n\n\nmaybe\ntrue\n\n\n\n\n\n\n"       // method: terminate_pods
      "n\n");
  Questions questions = answered.questions();
  const auto written = ask_experiment(questions, kubernetes());
  ASSERT_TRUE(written) << written.error().what;
  const Json& experiment = written->experiment;
  expect_valid(experiment);
  EXPECT_EQ(experiment["title"], "My title");
  const Json& probe = experiment["steady-state-hypothesis"]["probes"][0];
  EXPECT_EQ(probe["tolerance"], 2);
  EXPECT_EQ(to_text(probe["provider"]["arguments"]),
            R"({"label_selector":"app=shop","phase":null,"ns":"prod"})");
  const Json& arguments = experiment["method"][0]["provider"]["arguments"];
  EXPECT_EQ(arguments["rand"], true) << to_text(arguments);
  EXPECT_EQ(arguments["qty"], 1);
  EXPECT_EQ(experiment["rollbacks"], Json::array());
}

TEST(Wizard, AsksForAddressesAndProgramsWithoutADiscovery) {
  const Answered answered(
      "T\ny\nH\n1\nhome\nnot-a-url\nhttp://127.0.0.1/\n\n2\ndisk\ndf -h /\n0\n0\ny\n2\nbreak\n"
      "sh -c 'exit 0'\n0\nn\n");
  Questions questions = answered.questions();
  const auto written = ask_experiment(questions, nullptr);
  ASSERT_TRUE(written) << written.error().what;
  expect_valid(written->experiment);
  const Json& probes = written->experiment["steady-state-hypothesis"]["probes"];
  ASSERT_EQ(probes.size(), 2U);
  EXPECT_EQ(probes[0]["tolerance"], 200);
  EXPECT_EQ(to_text(written->experiment["method"][0]["provider"]["arguments"]),
            R"(["-c","exit 0"])");
}

TEST(Wizard, SaysThatTheAnswersEnded) {
  const Answered answered("T\ny\n");
  Questions questions = answered.questions();
  const auto written = ask_experiment(questions, nullptr);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::not_found);
}

TEST(Wizard, OffersAPodsLossWithLoadAndAWayBack) {
  const Offer offer{
      "here", {{"prod", "shop", "app=shop", 3}}, "http://shop.test/", nullptr, "/bin/kubectl"};
  const Answered answered("7\n1\n\n\n\n\n\n");
  Questions questions = answered.questions();
  const auto written = ask_experiment(questions, offer);
  ASSERT_TRUE(written) << written.error().what;
  expect_valid(written->experiment);
  const Json& experiment = written->experiment;
  EXPECT_EQ(experiment["title"], "Do users notice when shop loses a pod?");
  EXPECT_EQ(experiment["steady-state-hypothesis"]["probes"][0]["tolerance"], 3);
  EXPECT_EQ(experiment["method"].size(), 2U);
  EXPECT_EQ(experiment["rollbacks"][0]["provider"]["path"], "/bin/kubectl");
  ASSERT_EQ(written->files.size(), 1U);
  EXPECT_EQ(written->files[0].second, "GET http://shop.test/\n");
}

TEST(Wizard, FindsDeploymentsThatCanLoseAPod) {
  const Json list = Json::parse(R"({"items": [
    {"metadata": {"name": "a", "namespace": "prod"}, "spec": {"replicas": 2,
     "selector": {"matchLabels": {"app": "a", "tier": "web"}}}},
    {"metadata": {"name": "dns", "namespace": "kube-system"}, "spec": {"selector": {"matchLabels": {"k": "v"}}}},
    {"metadata": {"name": "b", "namespace": "prod"}, "spec": {}}, 7]})");
  const std::vector<Deployment> expected{{"prod", "a", "app=a,tier=web", 2}};
  EXPECT_EQ(deployments_in(list), expected);
  EXPECT_TRUE(deployments_in(nullptr).empty());
}

}  // namespace
}  // namespace brunt::cli

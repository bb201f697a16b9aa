#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/sandbox_flags.h"
#include "cli/sandbox_status.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;

TEST(SandboxFlags, TakeTheProfileWhateverTheOrder) {
  const auto flags = parse_sandbox_flags({"up",
                                          "--start-delay",
                                          "2.5",
                                          "--profile=quick",
                                          "--grace",
                                          "4s",
                                          "--replicas",
                                          "3",
                                          "--while-none-ready",
                                          "blackhole",
                                          "--upstream-timeout",
                                          "1m",
                                          "--scrape-interval",
                                          "250ms",
                                          "--port-base",
                                          "4000",
                                          "--name",
                                          "x",
                                          "--seed",
                                          "9"});
  ASSERT_TRUE(flags);
  EXPECT_EQ(flags->verb, "up");
  EXPECT_EQ(flags->name, "x");
  EXPECT_EQ(flags->port_base, 4000);
  EXPECT_EQ(flags->seed, 9U);
  EXPECT_EQ(flags->parameters.profile, "quick");
  EXPECT_EQ(flags->parameters.start_delay, 2500ms);
  EXPECT_EQ(flags->parameters.grace, 4s);
  EXPECT_EQ(flags->parameters.upstream_timeout, 1min);
  EXPECT_EQ(flags->parameters.scrape_interval, 250ms);
  EXPECT_EQ(flags->parameters.replicas, 3);
  EXPECT_EQ(flags->parameters.while_none_ready, "blackhole");
}

TEST(SandboxFlags, LeaveTheCommandAlone) {
  const auto flags =
      parse_sandbox_flags({"run", "--name", "x", "--", "brunt", "run", "--profile", "none", "-f"});
  ASSERT_TRUE(flags);
  EXPECT_EQ(join(flags->command, " "), "brunt run --profile none -f");
  EXPECT_EQ(flags->parameters.profile, "seed");
}

TEST(SandboxFlags, SayWhatIsWrong) {
  struct Row {
    std::vector<std::string> words;
    std::string sentence, found, expected;
  };
  for (const Row& row : std::vector<Row>{
           {{"up", "--profile", "slow"}, "unknown profile", "slow", "seed or quick"},
           {{"up", "--replicas", "-1"},
            "wrong value of --replicas",
            "-1",
            "a whole number, 0 to 100"},
           {{"up", "--start-delay", "soon"},
            "wrong value of --start-delay",
            "soon",
            "a time such as 13.5s, up to 24h"},
           {{"up", "--port-base", "65533"},
            "wrong value of --port-base",
            "65533",
            "a port, 1 to 65532"},
           {{"up", "--upstream-timeout", "0"},
            "wrong value of --upstream-timeout",
            "0",
            "a time such as 30s, up to 24h"},
           {{"up", "--while-none-ready", "hang"},
            "wrong value of --while-none-ready",
            "hang",
            "refuse or blackhole"},
           {{"up", "--nam", "x"}, "unknown option of brunt sandbox", "--nam", "perhaps --name"},
           {{"up", "--name"}, "option without its value", "--name", "a value after it"},
           {{"up", "down"}, "one word too many", "down", "options, or -- and a command"},
           {{"run"},
            "brunt sandbox run needs a command",
            "none",
            "brunt sandbox run -- COMMAND ..."},
           {{"dance"},
            "unknown word after brunt sandbox",
            "dance",
            "up, status, down, env, logs, list, run, help"}}) {
    const auto flags = parse_sandbox_flags(row.words);
    ASSERT_FALSE(flags) << join(row.words, " ");
    EXPECT_EQ(flags.error().sentence, row.sentence);
    EXPECT_EQ(flags.error().found, row.found);
    EXPECT_EQ(flags.error().expected, row.expected);
  }
}

Json survey() {
  return parse_json(
             R"({"words": "emulated cluster", "name": "default", "up": true, "up_s": 252.0, "resident_bytes": 84000000,
    "api": {"address": "127.0.0.1:41001", "pid": 8812, "ready": true, "note": "Kubernetes subset, 214 calls, 0 unknown paths", "why": ""},
    "gateway": {"address": "127.0.0.1:41002", "pid": 8815, "ready": true, "note": "1204 requests, 42 × 502", "why": ""},
    "metrics": {"address": "127.0.0.1:41003", "pid": null, "ready": false, "note": "", "why": "killed by signal 9: out of luck"},
    "ingress": {"address": "127.0.0.1:41004", "host": "demo.foo.bar"},
    "pods": [{"namespace": "openfaas-fn", "name": "astre-5c8d7f-q9x2m", "kind": "function", "deployment": "astre", "pid": 8841,
              "word": "Running", "ready": true, "since_s": 200.0, "restarts": 1, "why": ""}],
    "deployments": [{"name": "astre", "replicas": 1, "ready": 1}],
    "parameters": {"profile": "seed", "start_delay_ms": 13500, "while_none_ready": "blackhole", "upstream_timeout_ms": 30000,
                   "grace_s": 30, "scrape_interval_ms": 5000, "replicas": 1, "function_delay_ms": {"min": 12, "spread": 6}},
    "differences": ["loopback latency instead of a network", "no kube-proxy"]})")
      .value();
}

TEST(SandboxStatus, ShowsPartsPodsAndParameters) {
  const std::vector<std::string> lines = sandbox_status_lines({}, survey());
  const std::vector<std::string> expected{
      "sandbox default  up 4 min 12 s  emulated cluster, profile seed                       84 MB "
      "resident",
      "",
      "  api         127.0.0.1:41001  pid 8812    ready      Kubernetes subset, 214 calls, 0 "
      "unknown paths",
      "  gateway     127.0.0.1:41002  pid 8815    ready      1204 requests, 42 × 502",
      "  metrics     ✗ metrics gone  killed by signal 9: out of luck",
      "              do  it is started again by itself; if not: brunt sandbox down, then up",
      "  ingress     127.0.0.1:41004  demo.foo.bar, user jane",
      "  astre       1 of 1 ready",
      "    astre-5c8d7f-q9x2m        pid 8841    Running      since 3 min 20 s, 1 restart",
      "",
      "  start delay 13.5 s    while none is ready: blackhole    upstream time-out 30 s    grace "
      "30 s",
      "  function takes 12 ms + about 6 ms    replicas 1    scrapes every 5 s",
      "  the first pods started without the start delay",
      "  not like a real cluster: loopback latency instead of a network",
      "                           no kube-proxy",
      "",
      "  use it   eval \"$(brunt sandbox env)\"      end it   brunt sandbox down"};
  EXPECT_EQ(join(lines, "\n"), join(expected, "\n"));
}

TEST(SandboxStatus, SaysHowToStartOneThatIsDown) {
  EXPECT_EQ(join(sandbox_down_lines({}, "two"), "\n"),
            "sandbox two  down  (an emulated cluster)\nstart it  brunt sandbox up --name two");
}

}  // namespace
}  // namespace brunt::cli

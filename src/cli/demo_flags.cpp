#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& demo_spec() {
  static const CommandSpec spec{
      .name = "demo",
      .usage = "[options]",
      .summary = "a sandbox, an experiment and its answer, in a good minute",
      .about =
          "Start a sandbox of real local processes, run an experiment that loses a function "
          "under load at its real pace (about 65 s), answer, and take the sandbox down.",
      .sections = {{"Options",
                    {{.names = {"--out"},
                      .placeholder = "DIR",
                      .meaning = "where journal, results and page go",
                      .otherwise = "brunt-demo"},
                     {.names = {"--profile"},
                      .placeholder = "NAME",
                      .meaning = "of the sandbox: seed (about 14 s of outage) or quick",
                      .otherwise = "seed"},
                     {.names = {"--keep"}, .meaning = "leave the sandbox running"}}},
                   {"Real Kubernetes",
                    {{.names = {"--cluster"},
                      .meaning = "no sandbox: break a pod of the cluster that KUBECONFIG names"},
                     {.names = {"--kube-context"},
                      .placeholder = "NAME",
                      .meaning = "context of KUBECONFIG",
                      .otherwise = "its current one"},
                     {.names = {"--gateway"},
                      .placeholder = "URL",
                      .meaning = "gateway that answers /function/astre",
                      .otherwise = "$BRUNT_GATEWAY"},
                     {.names = {"--prometheus"},
                      .placeholder = "URL",
                      .meaning = "Prometheus that watches it",
                      .otherwise = "$BRUNT_PROMETHEUS"}}},
                   talk_section()},
      .exit_status = "0 the demo did its job, whatever the answer; 1 it could not; 2 wrong usage"};
  return spec;
}

Parsed read_demo_flags(const Given& given, const TalkFlags& talk) {
  DemoFlags flags;
  flags.talk = read_talk(given, talk);
  if (given.has("--out")) flags.out = given.text("--out");
  flags.profile = given.text("--profile", "seed");
  flags.keep = given.has("--keep");
  flags.cluster = given.has("--cluster");
  flags.kube_context = given.text("--kube-context");
  flags.gateway = given.text("--gateway");
  flags.prometheus = given.text("--prometheus");
  return flags;
}

}  // namespace brunt::cli

#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& init_spec() {
  static const CommandSpec spec{
      .name = "init",
      .usage = "[options]",
      .summary = "write an experiment by answering questions",
      .about =
          "Ask what the experiment is about, and write a file that validates. Starts from "
          "discovery.json when it is there, or from what a running sandbox or cluster offers. "
          "Answers may be piped in, one a line.",
      .sections = {{"Options",
                    {{.names = {"--from"},
                      .placeholder = "WHAT",
                      .meaning =
                          "sandbox, sandbox:NAME or cluster: offer its deployments, load, the "
                          "loss of a pod, rollbacks"},
                     {.names = {"--discovery-path"},
                      .placeholder = "PATH",
                      .meaning = "what brunt discover wrote",
                      .otherwise = "./discovery.json"},
                     {.names = {"--experiment-path"},
                      .placeholder = "FILE",
                      .meaning = "where to write it; YAML when it ends in .yaml or .yml",
                      .otherwise = "./experiment.json"}}},
                   talk_section()},
      .exit_status =
          "0 written, 1 the answers ended, nothing offers anything, or it cannot be "
          "written, 2 wrong usage"};
  return spec;
}

Parsed read_init_flags(const Given& given, const TalkFlags& talk) {
  InitFlags flags;
  flags.talk = read_talk(given, talk);
  flags.from = given.text("--from");
  const bool known = flags.from.empty() || flags.from == "sandbox" || flags.from == "cluster" ||
                     (flags.from.starts_with("sandbox:") && flags.from.size() > 8);
  if (!known)
    return std::unexpected(wrong_usage("init", "wrong value for --from", "\"" + flags.from + "\"",
                                       "sandbox, sandbox:NAME, cluster"));
  flags.discovery = given.text("--discovery-path", "./discovery.json");
  flags.experiment = given.text("--experiment-path", "./experiment.json");
  return flags;
}

}  // namespace brunt::cli

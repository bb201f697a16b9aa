#include "cli/help.h"

#include <array>

namespace brunt::cli {
namespace {

constexpr std::string_view brunt_help = R"(usage: brunt [options] COMMAND ...
Break something on purpose, watch what users get, and say whether they were hurt.

Commands
  run EXPERIMENT      run an experiment to its end, rollbacks included, and answer
  validate EXPERIMENT say everything that is wrong with an experiment
  report JOURNAL      judge a finished run, and draw its page
  demo                a sandbox, an experiment and its answer, in a good minute
  sandbox ...         a function platform of real local processes to break
  load ...            make load, or report on it, with vegeta's words
  info                version, providers, and the functions known natively
Options
  --version           print the version
  -h, --help          print this; after a command: its own help

Chaos Toolkit's --verbose, --log-format, --no-version-check, --no-log-file, --log-file and
--settings may stand before the command.
)";

constexpr std::string_view talk_help = R"(Output
  --quiet             nothing but the answer
  --verbose           also when each activity begins, and what came out of it
  --log-format FORM   progress and errors as string or json                    [string]
  --color WHEN        auto, always or never                                    [auto]
  --ascii             no signs beyond ASCII
  -h, --help          print this
)";

constexpr std::string_view run_help = R"(usage: brunt run [options] EXPERIMENT
Run an experiment to its end, rollbacks included, write its journal, judge it and draw its page.
EXPERIMENT is a JSON or YAML file. Results go to standard output, progress and errors to standard
error. The first Ctrl-C stops the method and rolls back, the second gives up.

Files
  -j, --journal-path FILE, --journal FILE
                      where to write the journal                               [journal.json]
  --report FILE       where to write the page                  [report.html beside the journal]
  --no-report         write no page
Run
  --rollback-strategy S
                      default, always, never or deviated                       [default]
  --var KEY[:TYPE]=VALUE
                      replace a configuration value; TYPE is str, int, float, bool or json
  --resolve HOST:PORT:ADDRESS:PORT
                      send what is meant for HOST:PORT to ADDRESS:PORT; the host name stays in the
                      request. Also in BRUNT_RESOLVE, separated by commas
  --gate              let the answer decide the exit status
)";

constexpr std::string_view run_status = R"(
exit status: 0 completed and not deviated, 1 deviated, not completed or refused, 2 wrong usage
with --gate: 0 held, 1 refuted (or as above), 2 inconclusive or not measured
)";

constexpr std::string_view validate_help = R"(usage: brunt validate [options] EXPERIMENT
Say everything that is wrong with an experiment, with line and column, and touch nothing.

Options
  --var KEY[:TYPE]=VALUE
                      replace a configuration value; TYPE is str, int, float, bool or json
)";

constexpr std::string_view validate_status = R"(
exit status: 0 the experiment can be run, 1 it cannot, 2 wrong usage
)";

constexpr std::string_view report_help = R"(usage: brunt report [options] JOURNAL [PAGE]
Judge a finished run, print the answer, and draw its page when PAGE is given. JOURNAL is one of ours
or of Chaos Toolkit. The load's result file, which the journal names, is looked for beside it.

Options
  --load FILE         the load's result file
  --gate              taken and ignored: the answer always decides the exit status
)";

constexpr std::string_view report_status = R"(
exit status: 0 held, 1 refuted, 2 inconclusive or not measured, 3 wrong usage or input
)";

constexpr std::string_view demo_help = R"(usage: brunt demo [options]
Start a sandbox of real local processes, run an experiment that loses a function under load at its
real pace (about 65 s), answer, and take the sandbox down.

Options
  --out DIR           where journal, results and page go                       [brunt-demo]
  --profile NAME      of the sandbox: seed (about 14 s of outage) or quick     [seed]
  --keep              leave the sandbox running
Real Kubernetes
  --cluster           no sandbox: break a pod of the cluster that KUBECONFIG names
  --kube-context NAME context of KUBECONFIG                                    [its current one]
  --gateway URL       gateway that answers /function/astre                     [$BRUNT_GATEWAY]
  --prometheus URL    Prometheus that watches it                               [$BRUNT_PROMETHEUS]
)";

constexpr std::string_view demo_status = R"(
exit status: 0 the demo did its job, whatever the answer; 1 it could not; 2 wrong usage
)";

constexpr std::string_view info_help = R"(usage: brunt info [options]
Print the version, the providers, and the Python functions that are known natively.

)";

constexpr std::string_view info_status = R"(
exit status: 0; 2 wrong usage
)";

struct Joined {
  std::string_view command;
  std::array<std::string_view, 3> parts;
};

constexpr std::array<Joined, 5> pages = {{
    {"run", {run_help, talk_help, run_status}},
    {"validate", {validate_help, talk_help, validate_status}},
    {"report", {report_help, talk_help, report_status}},
    {"demo", {demo_help, talk_help, demo_status}},
    {"info", {info_help, talk_help, info_status}},
}};

}  // namespace

std::string help_text(std::string_view command) {
  if (command.empty()) return std::string(brunt_help);
  std::string text;
  for (const auto& page : pages) {
    if (page.command != command) continue;
    for (const auto part : page.parts)
      text += part;
  }
  return text;
}

}  // namespace brunt::cli

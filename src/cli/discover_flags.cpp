#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& discover_spec() {
  static const CommandSpec spec{
      .name = "discover",
      .usage = "[options] PACKAGE",
      .arguments = "PACKAGE",
      .summary = "write down what a Python extension offers, for brunt init",
      .about =
          "Write down the functions of a Python extension that are known natively, in Chaos "
          "Toolkit's form. PACKAGE is chaostoolkit-kubernetes or chaostoolkit-prometheus.",
      .sections = {{"Options",
                    {{.names = {"--discovery-path"},
                      .placeholder = "PATH",
                      .meaning = "where to write it",
                      .otherwise = "./discovery.json"},
                     {.names = {"--no-system-info"},
                      .meaning = "taken: the target system is never asked"},
                     {.names = {"--no-install"}, .meaning = "taken: nothing is ever installed"}}},
                   talk_section()},
      .exit_status = "0 written, 1 unknown package, or it cannot be written, 2 wrong usage",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_discover_flags(const Given& given, const TalkFlags& talk) {
  DiscoverFlags flags;
  flags.talk = read_talk(given, talk);
  flags.package = given.arguments[0];
  flags.discovery = given.text("--discovery-path", "./discovery.json");
  flags.system_info = !given.has("--no-system-info");
  return flags;
}

}  // namespace brunt::cli

#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/version.h"

namespace brunt::cli {

int info_command(const InfoFlags& flags) {
  const auto functions = native_functions({});
  if (flags.talk.json) {
    Json names = Json::array();
    for (const auto& [name, function] : functions)
      names.push_back(name);
    const Json info = {
        {"version", version()}, {"providers", {"http", "process", "python"}}, {"functions", names}};
    return print_text(STDOUT_FILENO, to_text(info) + "\n") ? 0 : 1;
  }
  std::string text = fmt::format("brunt {}\n", version());
  text += "providers  http, process, python\n";
  text += "load       process with path vegeta, when no vegeta is installed; brunt load\n";
  text += "functions known natively, for the python provider\n";
  for (const auto& [name, function] : functions) {
    text += "  " + name + "(";
    bool first = true;
    for (const auto& parameter : function.parameters) {
      text += (first ? "" : ", ") + parameter.name;
      if (!parameter.required) text += "=" + to_text(parameter.otherwise);
      first = false;
    }
    text += ")\n";
  }
  return print_text(STDOUT_FILENO, text) ? 0 : 1;
}

}  // namespace brunt::cli

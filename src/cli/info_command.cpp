#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/discovery.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/session.h"
#include "cli/version.h"
#include "config/settings.h"
#include "store/journal.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

constexpr std::size_t largest_settings = std::size_t{4} << 20U;

/// Columns of the reference's tables.
std::string row(std::string_view name, std::string_view value) {
  return fmt::format("{:<20}{:<10}\n", name, value);
}

std::string core_text() {
  return row("NAME", "VERSION") + row("CLI", version()) +
         row("Core library", store::compatible_version);
}

std::string extensions_text() {
  std::string text = fmt::format("{:<40}{:<10}{}\n", "NAME", "VERSION", "DESCRIPTION");
  const auto functions = native_functions({});
  for (const auto& package : known_packages()) {
    int count = 0;
    for (const auto& [name, function] : functions)
      count += name.starts_with(std::string(package.module) + ".") ? 1 : 0;
    text +=
        fmt::format("{:<40}{:<10}{} functions known natively\n", package.name, version(), count);
  }
  return text;
}

std::string settings_text(const InfoFlags& flags) {
  const auto path = settings_path(flags.talk);
  const auto text = sys::read_file(path, largest_settings);
  return text ? *text : fmt::format("No settings file found at {}\n", path.string());
}

std::string functions_text() {
  std::string text = fmt::format("brunt {}\n", version());
  text += "providers  http, process, python\n";
  text += "load       process with path vegeta, when no vegeta is installed; brunt load\n";
  text += "functions known natively, for the python provider\n";
  for (const auto& [name, function] : native_functions({})) {
    text += "  " + name + "(";
    bool first = true;
    for (const auto& parameter : function.parameters) {
      text += (first ? "" : ", ") + parameter.name;
      if (!parameter.required) text += "=" + to_text(parameter.otherwise);
      first = false;
    }
    text += ")\n";
  }
  return text;
}

std::string functions_json() {
  Json names = Json::array();
  for (const auto& [name, function] : native_functions({}))
    names.push_back(name);
  const Json info = {
      {"version", version()}, {"providers", {"http", "process", "python"}}, {"functions", names}};
  return to_text(info) + "\n";
}

}  // namespace

int info_command(const InfoFlags& flags) {
  std::string text;
  if (flags.about == "core") {
    text = core_text();
  } else if (flags.about == "settings") {
    text = settings_text(flags);
  } else if (flags.about == "extensions") {
    text = extensions_text();
  } else {
    text = flags.talk.json ? functions_json() : functions_text();
  }
  return print_text(STDOUT_FILENO, text) ? 0 : 1;
}

}  // namespace brunt::cli

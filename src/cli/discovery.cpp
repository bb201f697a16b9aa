#include "cli/discovery.h"

#include <array>

#include <fmt/format.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "store/journal.h"

namespace brunt::cli {
namespace {

struct KnownFunction {
  std::string_view name, doc, returns;
};

constexpr std::array<KnownFunction, 5> functions_known{{
    {"chaosk8s.pod.probes.count_pods", "Count the pods that a label selector matches.", "integer"},
    {"chaosk8s.pod.probes.read_pod_logs", "Read the logs of pods, by name or label selector.",
     "mapping"},
    {"chaosk8s.pod.actions.terminate_pods",
     "Delete pods, by label selector or name, and ask for them again.", "list"},
    {"chaosprometheus.probes.query", "Run an instant query against a Prometheus server.",
     "mapping"},
    {"chaosprometheus.probes.query_interval",
     "Run a range query against a Prometheus server, from start to end.", "mapping"},
}};

/// The reference's portable name of a parameter's type.
std::string_view type_of(const provider::Parameter& parameter) {
  const Json& value = parameter.otherwise;
  if (parameter.name == "step") return "integer";
  if (parameter.name == "timeout") return "number";
  if (value.is_boolean()) return "boolean";
  if (value.is_number_integer()) return "integer";
  if (value.is_number()) return "number";
  return "string";
}

Json arguments_of(const provider::NativeFunction& function) {
  Json arguments = Json::array();
  for (const auto& parameter : function.parameters) {
    Json argument = {{"name", parameter.name}, {"type", type_of(parameter)}};
    if (!parameter.required) argument["default"] = parameter.otherwise;
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

Json activity_of(const std::string& path, const provider::NativeFunction& function) {
  const auto dot = path.rfind('.');
  const std::string module = path.substr(0, dot);
  Json activity = {{"type", module.ends_with("actions") ? "action" : "probe"},
                   {"name", path.substr(dot + 1)},
                   {"mod", module}};
  for (const auto& known : functions_known) {
    if (known.name != path) continue;
    activity["doc"] = known.doc;
    activity["return_type"] = known.returns;
  }
  activity["arguments"] = arguments_of(function);
  return activity;
}

Json platform() {
  utsname name{};
  ::uname(&name);
  return {{"system", name.sysname},
          {"node", name.nodename},
          {"release", name.release},
          {"version", name.version},
          {"machine", name.machine},
          {"proc", ""},
          {"python", ""}};
}

}  // namespace

const std::vector<KnownPackage>& known_packages() {
  static const std::vector<KnownPackage> packages{{"chaostoolkit-kubernetes", "chaosk8s"},
                                                  {"chaostoolkit-prometheus", "chaosprometheus"}};
  return packages;
}

Result<Json> discover(std::string_view package, const provider::NativeTable& functions,
                      std::string_view version, std::string_view id, WallTime at) {
  std::vector<std::string> names;
  for (const auto& known : known_packages()) {
    names.emplace_back(known.name);
    if (known.name != package && known.module != package) continue;
    Json activities = Json::array();
    for (const auto& [path, function] : functions)
      if (path.starts_with(std::string(known.module) + "."))
        activities.push_back(activity_of(path, function));
    return Json{{"chaoslib_version", store::compatible_version},
                {"id", id},
                {"target", known.module},
                {"date", journal_time(at)},
                {"platform", platform()},
                {"extension", {{"name", known.name}, {"version", version}}},
                {"activities", std::move(activities)},
                {"system", nullptr}};
  }
  return std::unexpected(
      Error{Errc::not_found,
            fmt::format("'{}'; known are {}", printable(package), join(names, ", ")),
            {}});
}

}  // namespace brunt::cli

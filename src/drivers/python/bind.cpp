#include "drivers/python/bind.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::drivers::python {
namespace {

std::string unknown_argument(const std::string& name, const std::vector<std::string>& known) {
  const std::string near = closest(name, known);
  return fmt::format("argument '{}' is not part of the function signature{}", printable(name),
                     near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near));
}

}  // namespace

Result<Json> bind_arguments(const std::vector<provider::Parameter>& parameters,
                            const Json& arguments) {
  if (!arguments.is_object() && !arguments.is_null()) {
    return std::unexpected(Error{Errc::invalid_input,
                                 fmt::format("arguments: found {}, expected an object of arguments",
                                             printable(to_text(arguments))),
                                 {}});
  }
  std::vector<std::string> problems, known;
  Json bound = Json::object();
  for (const auto& parameter : parameters) {
    known.push_back(parameter.name);
    const Json* value = find(arguments, parameter.name);
    if (value == nullptr && parameter.required) {
      problems.push_back(fmt::format("required argument '{}' is missing", parameter.name));
    }
    bound[parameter.name] = value == nullptr ? parameter.otherwise : *value;
  }
  if (arguments.is_object()) {
    for (const auto& [name, ignored] : arguments.items()) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        problems.push_back(unknown_argument(name, known));
      }
    }
  }
  if (problems.empty()) return bound;
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}; it takes: {}", join(problems, "; "), join(known, ", ")),
            {}});
}

}  // namespace brunt::drivers::python

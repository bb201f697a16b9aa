#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "provider/provider.h"

namespace brunt::provider {

/// One parameter of a function that Brunt knows natively.
struct Parameter {
  std::string name;
  bool required = false;
  Json otherwise;  ///< value when the argument is absent
};

/// A function of a well-known Python extension, done natively. `arguments` holds every parameter.
struct NativeFunction {
  std::vector<Parameter> parameters;
  std::function<Result<>(const Json& arguments)>
      validate;  ///< may be empty; arguments may hold placeholders
  std::function<Result<Outcome>(const Json& arguments, const Call&, const Limits&, const Notify&)>
      invoke;
};

/// By "module.function", e.g. "chaosk8s.pod.probes.count_pods".
using NativeTable = std::map<std::string, NativeFunction, std::less<>>;

}  // namespace brunt::provider

#include "drivers/python/python_provider.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "drivers/python/bind.h"

namespace brunt::drivers::python {
namespace {

using provider::Call;
using provider::NativeFunction;
using provider::NativeTable;
using provider::Outcome;

/// Several lines: what is known, what may have been meant, and how the rest will run.
Error unknown_function(const std::string& name, const NativeTable& table) {
  std::vector<std::string> names;
  for (const auto& [known, ignored] : table)
    names.push_back(known);
  std::string text =
      fmt::format("the Python function '{}' is not known natively\n", printable(name));
  if (const std::string near = closest(name, names); !near.empty()) {
    text += fmt::format("  did you mean {}?\n", near);
  }
  text += "  known natively:\n";
  for (const auto& known : names)
    text += fmt::format("    {}\n", known);
  text +=
      "  other functions will run in a Python host process, which this version does not have yet";
  return Error{Errc::not_found, std::move(text), {}};
}

Result<std::string> name_of(const Json& provider) {
  for (const char* key : {"module", "func"}) {
    if (string_or(provider, key).empty()) {
      return std::unexpected(
          Error{Errc::invalid_input, fmt::format("'{}' is missing: a text is needed", key), {}});
    }
  }
  return string_or(provider, "module") + "." + string_or(provider, "func");
}

class PythonProvider final : public provider::Provider {
 public:
  explicit PythonProvider(NativeTable table) : table_(std::move(table)) {}

  Result<> validate(const Call& call) const override {
    const std::string name = BRUNT_TRY(name_of(call.provider));
    const NativeFunction* function = BRUNT_TRY(look_up(name));
    const Json arguments = BRUNT_TRY(bound(*function, call), name);
    if (function->validate) BRUNT_TRY(function->validate(arguments), name);
    return {};
  }

  Result<Outcome> invoke(const Call& call, const Limits& limits,
                         const provider::Notify& notify) override {
    const std::string name = BRUNT_TRY(name_of(call.provider));
    const NativeFunction* function = BRUNT_TRY(look_up(name));
    const Json arguments = BRUNT_TRY(bound(*function, call), name);
    // With the values in place of their placeholders, more can be wrong than before.
    if (function->validate) BRUNT_TRY(function->validate(arguments), name);
    return function->invoke(arguments, call, limits, notify);
  }

 private:
  Result<const NativeFunction*> look_up(const std::string& name) const {
    const auto at = table_.find(name);
    if (at == table_.end()) return std::unexpected(unknown_function(name, table_));
    return &at->second;
  }

  static Result<Json> bound(const NativeFunction& function, const Call& call) {
    const Json* arguments = find(call.provider, "arguments");
    return bind_arguments(function.parameters, arguments == nullptr ? Json() : *arguments);
  }

  NativeTable table_;
};

}  // namespace

std::unique_ptr<provider::Provider> make_python_provider(NativeTable table) {
  return std::make_unique<PythonProvider>(std::move(table));
}

}  // namespace brunt::drivers::python

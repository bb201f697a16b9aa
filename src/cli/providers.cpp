#include "cli/providers.h"

#include <utility>

#include "drivers/http/http_provider.h"
#include "drivers/kubernetes/functions.h"
#include "drivers/process/process_provider.h"
#include "drivers/prometheus/functions.h"
#include "drivers/python/python_provider.h"

namespace brunt::cli {

provider::NativeTable native_functions(const std::vector<net::Resolve>& resolve) {
  auto table = drivers::kubernetes::functions(resolve);
  for (auto& [name, function] : drivers::prometheus::functions(resolve))
    table.emplace(name, std::move(function));
  return table;
}

Result<provider::Registry> make_registry(const std::vector<net::Resolve>& resolve,
                                         std::shared_ptr<sys::ChildLedger> ledger, bool strict) {
  provider::Registry registry;
  using drivers::http::JsonBy;
  const JsonBy json_by = strict ? JsonBy::meaning : JsonBy::letter;
  BRUNT_TRY(registry.add("http", drivers::http::make_http_provider(resolve, json_by)));
  BRUNT_TRY(registry.add(
      "process", drivers::process::make_process_provider({resolve, "", std::move(ledger)})));
  BRUNT_TRY(
      registry.add("python", drivers::python::make_python_provider(native_functions(resolve))));
  return registry;
}

}  // namespace brunt::cli

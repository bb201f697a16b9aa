#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "net/http_client.h"
#include "provider/native.h"
#include "provider/registry.h"
#include "sys/child_ledger.h"

namespace brunt::cli {

/// The functions of Python extensions that are known natively.
provider::NativeTable native_functions(const std::vector<net::Resolve>& resolve);

/// All providers of this program: http, process, python. There is no global registry.
/// `strict` switches what --strict switches in them: what counts as a JSON answer.
/// The processes that they start are written into `ledger`, if there is one.
Result<provider::Registry> make_registry(const std::vector<net::Resolve>& resolve,
                                         std::shared_ptr<sys::ChildLedger> ledger = nullptr,
                                         bool strict = false);

}  // namespace brunt::cli

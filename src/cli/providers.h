#pragma once

#include <vector>

#include "base/result.h"
#include "net/http_client.h"
#include "provider/native.h"
#include "provider/registry.h"

namespace brunt::cli {

/// The functions of Python extensions that are known natively.
provider::NativeTable native_functions(const std::vector<net::Resolve>& resolve);

/// All providers of this program: http, process, python. There is no global registry.
Result<provider::Registry> make_registry(const std::vector<net::Resolve>& resolve);

}  // namespace brunt::cli

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "provider/native.h"

namespace brunt::cli {

/// A Python package of which this program does some functions itself.
struct KnownPackage {
  std::string_view name;    ///< chaostoolkit-kubernetes
  std::string_view module;  ///< chaosk8s
};
const std::vector<KnownPackage>& known_packages();

/// What `package` offers, as far as this program does it itself, in the reference's shape.
/// Errors: `not_found` for another package. Source: experiment format section 8.5.
Result<Json> discover(std::string_view package, const provider::NativeTable& functions,
                      std::string_view version, std::string_view id, WallTime at);

}  // namespace brunt::cli

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "provider/provider.h"

namespace brunt::provider {

/// Providers by type name. A value that main() fills and hands down; there is no global one.
class Registry {
 public:
  /// Errors: `invalid_input` when `type` is taken.
  Result<> add(std::string type, std::unique_ptr<Provider> provider);

  /// Errors: `not_found`, naming the types there are.
  Result<Provider*> find(std::string_view type) const;

 private:
  std::map<std::string, std::unique_ptr<Provider>, std::less<>> providers_;
};

}  // namespace brunt::provider

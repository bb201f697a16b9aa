#include "provider/registry.h"

#include <utility>

namespace brunt::provider {

Result<> Registry::add(std::string type, std::unique_ptr<Provider> provider) {
  const auto [it, added] = providers_.try_emplace(std::move(type), std::move(provider));
  if (!added) {
    return std::unexpected(
        Error{Errc::invalid_input, "two providers are called '" + it->first + "'", {}});
  }
  return {};
}

Result<Provider*> Registry::find(std::string_view type) const {
  if (const auto it = providers_.find(type); it != providers_.end()) return it->second.get();
  std::string known;
  for (const auto& [name, provider] : providers_)
    known += (known.empty() ? "" : ", ") + name;
  return std::unexpected(Error{
      Errc::not_found, "no provider '" + std::string(type) + "' (there are: " + known + ")", {}});
}

}  // namespace brunt::provider

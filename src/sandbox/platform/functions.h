#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::platform {

/// A function as the supervisor describes it.
struct FunctionState {
  std::string name;
  std::string ns = "openfaas-fn";
  std::string image;
  int replicas = 0, available = 0;
  std::map<std::string, std::string> labels;
  std::vector<std::string> endpoints;  ///< "address:port" of each ready replica
  std::string created_at;

  friend bool operator==(const FunctionState&, const FunctionState&) = default;
};

/// Reads `{"functions": [...]}`. Errors: `invalid_input`, naming the function and the key.
Result<std::vector<FunctionState>> read_functions(const Json& message);

/// As the gateway's `/system/function/{name}` shows it. Source: gateway 0.7.8, requests.Function.
Json function_json(const FunctionState& function, double invocations);

/// What the gateway knows about functions. Any thread.
class FunctionTable {
 public:
  void replace(std::vector<FunctionState> functions);
  std::optional<FunctionState> find(std::string_view name) const;
  std::vector<FunctionState> all() const;

  /// The endpoint for the next call of `function`: each ready one in turn. Nothing while none is
  /// ready.
  std::optional<std::string> next_endpoint(const std::string& name);

 private:
  mutable std::mutex mutex_;
  std::vector<FunctionState> functions_;      ///< guarded by mutex_
  std::map<std::string, std::size_t> turns_;  ///< guarded by mutex_
};

}  // namespace brunt::sandbox::platform

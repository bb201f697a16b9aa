#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "config/environment.h"
#include "net/http_client.h"

namespace brunt::config {

/// Where a Vault is and how to be known to it.
struct VaultSettings {
  std::string address = "http://localhost:8200";
  std::string space;                 ///< namespace; "" = none
  std::string mount = "secret";      ///< of the key-value engine
  int version = 2;                   ///< of the key-value engine: 1 or 2
  std::string token;                 ///< "" = log in
  std::string role_id, role_secret;  ///< AppRole
  std::string service_role;          ///< Kubernetes
  std::string service_token_path = "/var/run/secrets/kubernetes.io/serviceaccount/token";
  std::string service_mount = "kubernetes";
  net::Tls tls;
};

/// From `vault_...` keys of a configuration, else VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE,
/// VAULT_CACERT, VAULT_SKIP_VERIFY and ~/.vault-token. A `vault_token` of the configuration wins,
/// then AppRole, then Kubernetes, then the token of the environment.
/// Errors: `invalid_input`: a version that is neither 1 nor 2.
/// Source: experiment format section 4.5.
Result<VaultSettings> vault_settings(const Json& configuration, const Environment& environment);

/// Reads secrets from a Vault; logs in once, when the first is asked for.
/// Source: Vault's HTTP API: kv (versions 1 and 2), auth/approle, auth/kubernetes.
class Vault {
 public:
  explicit Vault(VaultSettings settings) : settings_(std::move(settings)) {}

  /// The members at `path` of the key-value engine. Each request has 10 s, unless `limits` gives
  /// less. Errors: `not_found`, `invalid_input` (refused, no token), `unavailable`, `timed_out`,
  /// `stopped`; none of them holds a secret.
  Result<Json> read(const std::string& path, const Limits& limits);

  /// What was learnt that nobody must see: tokens, the role's secret.
  std::vector<std::string> confidential() const;

 private:
  Result<> log_in(const Limits& limits);
  Result<Json> ask(net::Request request, const std::string& doing, const Limits& limits) const;

  VaultSettings settings_;
  net::HttpClient client_;
  std::string learnt_;  ///< the token of a service account
};

}  // namespace brunt::config

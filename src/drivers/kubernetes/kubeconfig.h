#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "net/http_client.h"

namespace brunt::drivers::kubernetes {

/// A program that gives credentials. Source: client.authentication.k8s.io/v1.
struct ExecPlugin {
  std::string command;  ///< a path, or a name that is looked up in PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string api_version;
  std::string install_hint;
  Json cluster;  ///< for KUBERNETES_EXEC_INFO; null = not wanted

  friend bool operator==(const ExecPlugin&, const ExecPlugin&) = default;
};

/// How to reach a cluster's API, and as whom.
struct Access {
  std::string server;  ///< base URL without a slash at its end
  net::Tls tls;
  std::string proxy;
  std::string token;       ///< with its scheme in `token_scheme`
  std::string token_file;  ///< read again for each call; wins over `token`
  std::string token_scheme = "Bearer";
  std::string username, password;
  net::Headers impersonation;
  std::optional<ExecPlugin> exec;
  std::string origin;  ///< for messages: "context kind-dev of /home/me/.kube/config"

  friend bool operator==(const Access&, const Access&) = default;
};

/// Value of a setting: the secrets given to the call, else the environment.
using Lookup = std::function<std::optional<std::string>(const std::string&)>;

/// Looks in `secrets` (texts only; may be null), then in the environment.
Lookup lookup_in(const Json& secrets, Lookup environment);

/// Where a service account's files are in a pod.
inline constexpr const char* service_account = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Finds the cluster: KUBECONFIG (a list with ':' between files; missing ones are skipped) or
/// ~/.kube/config with KUBERNETES_CONTEXT or the current context; else the pod's own cluster when
/// CHAOSTOOLKIT_IN_POD is "true"; else KUBERNETES_HOST with its companions, http://localhost by
/// default. Certificates are verified unless KUBERNETES_VERIFY_SSL says no. Reads files.
/// Errors: `invalid_input` (what is wrong in which file), `not_found` (context, file).
/// Source: chaosk8s reference sections 2.1 and 2.2, fixes 15 and 16.
Result<Access> find_access(const Lookup& lookup);

/// One or more kubeconfig files, merged: the first to define an entry or a current context wins.
Result<Access> access_from_files(const std::vector<std::string>& files, const std::string& context);

}  // namespace brunt::drivers::kubernetes

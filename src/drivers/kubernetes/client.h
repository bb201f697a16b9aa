#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "drivers/kubernetes/exec_plugin.h"
#include "drivers/kubernetes/kubeconfig.h"
#include "net/http_client.h"

namespace brunt::drivers::kubernetes {

using Query = std::vector<std::pair<std::string, std::string>>;

/// A client of one cluster's API. Any thread may call it.
class Client {
 public:
  Client(Access access, std::vector<net::Resolve> resolve);

  /// One request, tried again up to three times when the connection fails, or on 413, 429 and 5xx
  /// with Retry-After. Whatever status comes is a Response. Errors: `unavailable` with the whole
  /// story ("the cluster does not answer: ..."), `stopped`, `timed_out`.
  /// Source: chaosk8s reference sections 0 (rows 1, 2) and 7.
  Result<net::Response> call(const std::string& method, const std::string& path, const Query& query,
                             const std::optional<std::string>& body, const Limits& limits) const;

  /// As call(), for a JSON answer with a 2xx status. Errors: also `unavailable` with the text of
  /// the API's Status: "kubernetes.client.exceptions.ApiException: (404) NotFound: ...".
  Result<Json> json(const std::string& method, const std::string& path, const Query& query,
                    const std::optional<std::string>& body, const Limits& limits) const;

  /// What this cluster is: {"server", "git_version", "emulated", "context"} and, of an emulated
  /// one, "sandbox". Asked once; never fails.
  Json cluster(const Limits& limits) const;

  const Access& access() const { return access_; }

 private:
  Result<> authorise(net::Request& request, const Limits& limits) const;
  Result<Credential> credential(const ExecPlugin& plugin, const Limits& limits) const;
  Json ask_cluster(const Limits& limits) const;

  Access access_;
  net::HttpClient http_;
  mutable std::mutex mutex_;
  mutable std::optional<Credential> credential_;  ///< guarded by mutex_
  mutable std::mutex cluster_mutex_;
  mutable Json cluster_;  ///< guarded by cluster_mutex_
};

/// The text of a refusal: status, reason and message of the API's Status object, or an excerpt.
Error api_error(const net::Response& response);

}  // namespace brunt::drivers::kubernetes

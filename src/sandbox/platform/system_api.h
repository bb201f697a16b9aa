#pragma once

#include <string>
#include <vector>

#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/platform/functions.h"
#include "sandbox/platform/settings.h"

namespace brunt::sandbox::platform {

/// What the gateway answers beside calls: `/system/functions`, `/system/function/{name}`,
/// `/system/scale-function/{name}`, `/system/alert`, `/system/info`, `/healthz`, `/`. Any thread.
/// Deployment, secrets, logs and asynchronous calls are not emulated and say so with 501.
/// Source: OpenFaaS gateway 0.7.8; scale-function, info and healthz came later in 2018.
class SystemApi {
 public:
  SystemApi(const GatewaySettings& settings, const FunctionTable& functions);

  struct Reply {
    net::ServerResponse response;
    std::vector<std::string> log;  ///< lines beside the usual one
    bool forwarded = false;        ///< the original forwards this to its provider, and logs it
  };

  Reply handle(const net::ServerRequest& request) const;

 private:
  Reply list() const;
  Reply one(const std::string& name) const;
  Reply info() const;
  Reply scale_request(const std::string& name, const std::string& body) const;
  Reply alert(const std::string& body) const;
  /// Sets the replicas wanted through the cluster's API. Errors: as the client, and `unavailable`
  /// with the API's answer.
  Result<> scale(const FunctionState& function, int replicas) const;
  std::map<std::string, double> invocations() const;

  const GatewaySettings& settings_;
  const FunctionTable& functions_;
  net::HttpClient client_;
};

/// How many replicas an alert makes of `current`: 5 of 1, else 5 more up to the label
/// com.openfaas.scale.max (20); back to com.openfaas.scale.min (1) once it is resolved.
/// Source: gateway 0.7.8, handlers/alerthandler.go.
int scaled(const FunctionState& function, std::string_view alert_status);

}  // namespace brunt::sandbox::platform

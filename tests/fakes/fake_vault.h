#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "net/http_server.h"

namespace brunt::fakes {

/// A Vault as its HTTP API documentation has it, in the test's process: key-value engines of both
/// versions, AppRole and Kubernetes logins, namespaces, error bodies, a seal.
class FakeVault {
 public:
  FakeVault() {
    server_ = net::HttpServer::listen("127.0.0.1", 0,
                                      [this](const net::ServerRequest& r, const std::stop_token&) {
                                        const std::lock_guard lock(mutex_);
                                        requests_.push_back(r.method + " " + r.path);
                                        return answer(r);
                                      })
                  .value();
  }

  std::string address() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }

  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  // To be set before it is asked.
  std::string token = "hvs.root";
  std::string role_id = "role", role_secret = "role-secret", jwt = "a.jwt.x",
              service_role = "chaos";
  std::string space;                        ///< the namespace that requests must name
  std::map<std::string, Json> versioned;    ///< of the engine "secret", by path
  std::map<std::string, Json> unversioned;  ///< of the engine "kv"
  bool sealed = false;

 private:
  static net::ServerResponse json(int status, const Json& body) {
    return {status, {{"Content-Type", "application/json"}}, to_text(body), {}};
  }
  static net::ServerResponse refusal(int status, const std::string& why) {
    Json errors = Json::array();
    if (!why.empty()) errors.push_back(why);
    return json(status, {{"errors", errors}});
  }

  net::ServerResponse answer(const net::ServerRequest& request) const {
    if (sealed) return refusal(503, "Vault is sealed");
    if (net::header(request.headers, "X-Vault-Request") != "true")
      return refusal(412, "required 'X-Vault-Request' header is missing or has an invalid value");
    if (net::header(request.headers, "X-Vault-Namespace").value_or("") != space)
      return refusal(404, "no handler for route");
    if (request.method == "POST") return login(request);
    if (net::header(request.headers, "X-Vault-Token") != token)
      return refusal(403, "permission denied");
    const std::string path = net::percent_decode(request.path, false);
    if (path.starts_with("/v1/secret/data/")) {
      const auto at = versioned.find(path.substr(16));
      if (at == versioned.end()) return refusal(404, "");
      return json(200, {{"data", {{"data", at->second}, {"metadata", {{"version", 3}}}}}});
    }
    if (path.starts_with("/v1/kv/")) {
      const auto at = unversioned.find(path.substr(7));
      if (at == unversioned.end()) return refusal(404, "");
      return json(200, {{"data", at->second}, {"lease_duration", 2764800}});
    }
    return refusal(404, "no handler for route \"" + path.substr(4) + "\". route entry not found.");
  }

  net::ServerResponse login(const net::ServerRequest& request) const {
    const auto body = parse_json(request.body);
    if (!body) return refusal(400, "error parsing JSON");
    const Json granted = {{"auth", {{"client_token", token}, {"lease_duration", 2764800}}}};
    if (request.path == "/v1/auth/approle/login") {
      const bool known =
          string_or(*body, "role_id") == role_id && string_or(*body, "secret_id") == role_secret;
      return known ? json(200, granted) : refusal(400, "invalid role or secret ID");
    }
    if (request.path == "/v1/auth/kubernetes/login") {
      const bool known = string_or(*body, "role") == service_role && string_or(*body, "jwt") == jwt;
      return known ? json(200, granted) : refusal(403, "permission denied");
    }
    return refusal(404, "no handler for route");
  }

  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::unique_ptr<net::HttpServer> server_;  // last: gone before what its handler uses
};

}  // namespace brunt::fakes

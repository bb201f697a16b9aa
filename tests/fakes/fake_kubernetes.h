#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "net/http_server.h"

namespace brunt::fakes {

/// A Kubernetes API with pods in one namespace, their logs and deletion, in the test's process. It
/// behaves; `before` may answer first. Keeps what it was asked.
class FakeKubernetes {
 public:
  using Before = std::function<std::optional<net::ServerResponse>(const net::ServerRequest&)>;

  FakeKubernetes() {
    server_ = net::HttpServer::listen(
                  "127.0.0.1", 0,
                  [this](const net::ServerRequest& r, const std::stop_token&) { return answer(r); })
                  .value();
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }
  std::uint16_t port() const { return server_->port(); }

  /// Adds a pod with the label `app`.
  void add_pod(const std::string& name, const std::string& phase, const std::string& app,
               const std::string& created = "2018-04-24T17:00:00Z") {
    const std::lock_guard lock(mutex_);
    pods_.push_back({{"metadata",
                      {{"name", name},
                       {"uid", "uid-" + name},
                       {"creationTimestamp", created},
                       {"labels", {{"app", app}}}}},
                     {"status", {{"phase", phase}}}});
  }

  Before before;
  bool graceful = true;          ///< a deleted pod stays for a while, terminating
  bool ignores_deletes = false;  ///< says yes, does nothing
  bool is_sandbox = false;
  std::size_t page = 500;  ///< pods in a page of a list
  std::map<std::string, std::string> logs;

  /// "METHOD target body" of each request so far.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// Those that begin with `start`.
  std::vector<std::string> requests(const std::string& start) const {
    std::vector<std::string> out;
    for (const auto& request : requests()) {
      if (request.starts_with(start)) out.push_back(request);
    }
    return out;
  }
  net::Headers last_headers() const {
    const std::lock_guard lock(mutex_);
    return headers_;
  }

  static net::ServerResponse json(int status, const Json& body) {
    return {status, {{"Content-Type", "application/json"}}, to_text(body), {}};
  }
  static net::ServerResponse failure(int code, const std::string& reason,
                                     const std::string& message) {
    return json(code, {{"kind", "Status"},
                       {"status", "Failure"},
                       {"reason", reason},
                       {"message", message},
                       {"code", code}});
  }

 private:
  net::ServerResponse answer(const net::ServerRequest& r) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(r.method + " " + r.target + (r.body.empty() ? "" : " " + r.body));
      headers_ = r.headers;
    }
    if (before) {
      if (auto first = before(r)) return *first;
    }
    const std::lock_guard lock(mutex_);
    if (r.path == "/version") {
      return json(200, {{"gitVersion", is_sandbox ? "v1.30.0+brunt-sandbox" : "v1.30.0"}});
    }
    if (r.path == "/brunt/sandbox" && is_sandbox) {
      return json(200, {{"what", "emulated cluster"}, {"profile", "fast"}});
    }
    const std::string list = "/api/v1/namespaces/fn/pods";
    if (r.path == list) return json(200, page_of(r));
    if (!r.path.starts_with(list + "/")) return failure(404, "NotFound", "no such path");
    std::string name = r.path.substr(list.size() + 1);
    const bool wants_log = name.ends_with("/log");
    if (wants_log) name.resize(name.size() - 4);
    const auto pod = std::find_if(pods_.begin(), pods_.end(),
                                  [&](const Json& p) { return p["metadata"]["name"] == name; });
    if (pod == pods_.end()) {
      return failure(404, "NotFound", fmt::format("pods \"{}\" not found", name));
    }
    if (wants_log) return {200, {{"Content-Type", "text/plain"}}, logs[name], {}};
    if (r.method == "DELETE") return deleted(pod);
    return json(200, *pod);
  }

  net::ServerResponse deleted(std::vector<Json>::iterator pod) {
    const Json body = *pod;
    if (graceful && !ignores_deletes) {
      (*pod)["metadata"]["deletionTimestamp"] = "2018-04-24T17:21:18Z";
      (*pod)["metadata"]["deletionGracePeriodSeconds"] = 30;
    } else if (!ignores_deletes) {
      pods_.erase(pod);
    }
    return json(200, body);
  }

  Json page_of(const net::ServerRequest& r) const {
    const auto selector = net::query_value(r, "labelSelector").value_or("");
    std::vector<Json> chosen;
    for (const Json& pod : pods_) {
      const std::string app = pod["metadata"]["labels"]["app"];
      if (selector.empty() || selector == "app=" + app) chosen.push_back(pod);
    }
    const auto start = std::stoul(net::query_value(r, "continue").value_or("0"));
    Json items = Json::array();
    for (std::size_t i = start; i < chosen.size() && i < start + page; ++i) {
      items.push_back(chosen[i]);
    }
    Json metadata = Json::object();
    if (start + page < chosen.size()) metadata["continue"] = std::to_string(start + page);
    return {{"kind", "PodList"}, {"metadata", metadata}, {"items", items}};
  }

  mutable std::mutex mutex_;
  std::vector<Json> pods_;                   ///< guarded by mutex_
  std::vector<std::string> requests_;        ///< guarded by mutex_
  net::Headers headers_;                     ///< guarded by mutex_
  std::unique_ptr<net::HttpServer> server_;  // last: its threads use the rest
};

}  // namespace brunt::fakes

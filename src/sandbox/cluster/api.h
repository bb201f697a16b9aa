#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http_server.h"
#include "sandbox/cluster/cluster.h"
#include "sandbox/cluster/pod_log.h"
#include "sandbox/cluster/watch.h"

namespace brunt::sandbox::cluster {

/// The logs of one pod's container: of the process that runs, and of the one before.
struct PodLogs {
  std::shared_ptr<ContainerLog> current, previous;
};
using Logs = std::map<std::string, PodLogs>;  ///< by pod uid

/// A log to follow: sent from line `from` on until the container ends.
struct Follow {
  std::shared_ptr<const ContainerLog> log;
  bool timestamps = false;
  std::uint64_t from = 0;
  std::optional<std::size_t> bytes_left;
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::optional<Watch> watch;    ///< then the body is its lines
  std::optional<Follow> follow;  ///< then `body` comes first
  net::Headers headers;
};

/// The Kubernetes API subset over a cluster. Pure but for what it is told: no clock, no thread.
/// The caller serialises calls and calls Cluster::step() after each that is no GET.
/// Source: Kubernetes API reference; reference/openfaas.md 7.1.
class Api {
 public:
  Api(Cluster& cluster, const Logs& logs, std::string token)
      : cluster_(cluster), logs_(logs), token_(std::move(token)) {}

  Reply handle(const net::ServerRequest& request, Now now);

  /// How often each endpoint was called, by pattern ("GET /api/v1/namespaces/{ns}/pods").
  const std::map<std::string, std::uint64_t>& calls() const { return calls_; }
  std::uint64_t unknown_paths() const { return unknown_paths_; }
  /// GET /brunt/sandbox: what this is, its parameters, in what it differs, what was called.
  Json description() const;

 private:
  /// What a path names.
  struct Target {
    const Resource* resource = nullptr;
    std::string ns, name, sub;
  };
  struct Call {
    const net::ServerRequest& request;
    Now now;
    Target target;
    Json body;
  };

  Answer<Reply> route(const net::ServerRequest& request, Now now);
  std::optional<Reply> fixed(const net::ServerRequest& request,
                             const std::vector<std::string>& path);
  static std::optional<Target> target_of(const std::vector<std::string>& path);
  void count(const net::ServerRequest& request, const Target* target);

  Answer<Reply> read(const Call& call) const;
  Answer<Reply> list(const Call& call) const;
  Answer<Reply> change(const Call& call);
  Answer<Reply> change_scale(const Call& call);
  Answer<Reply> store_changed(const Call& call, const Json& before, Json after);
  Answer<Reply> create_budget(const Call& call);
  Answer<Reply> remove(const Call& call);
  Answer<Reply> delete_pod(const Call& call, const Json& options);
  Answer<Reply> evict(const Call& call);
  Answer<Reply> log(const Call& call) const;
  static Answer<Reply> review(const Call& call);
  Answer<Object> existing(const Target& target) const;

  Cluster& cluster_;
  const Logs& logs_;
  std::string token_;
  std::map<std::string, std::uint64_t> calls_;
  std::uint64_t unknown_paths_ = 0;
};

/// A 200 (or other) with a JSON document.
Reply json_reply(const Json& document, int status = 200);

}  // namespace brunt::sandbox::cluster

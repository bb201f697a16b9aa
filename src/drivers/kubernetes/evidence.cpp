#include <chrono>

#include "drivers/kubernetes/client.h"
#include "net/url.h"

namespace brunt::drivers::kubernetes {
namespace {

/// Facts about the cluster are worth having, not worth waiting for.
Limits brief(const Limits& limits) {
  return {sooner(limits.deadline, Deadline::in(std::chrono::seconds(3))), limits.stop};
}

}  // namespace

Json Client::ask_cluster(const Limits& limits) const {
  Json facts = {{"server", net::mask_url(access_.server)},
                {"git_version", nullptr},
                {"emulated", false},
                {"context", access_.origin}};
  const auto version = json("GET", "/version", {}, {}, brief(limits));
  if (!version) return facts;
  const std::string git_version = string_or(*version, "gitVersion");
  facts["git_version"] = git_version;
  if (git_version.find("brunt-sandbox") == std::string::npos) return facts;
  facts["emulated"] = true;
  return facts;
}

Json Client::cluster(const Limits& limits) const {
  const std::lock_guard lock(cluster_mutex_);
  if (cluster_.is_null() || cluster_["git_version"].is_null()) cluster_ = ask_cluster(limits);
  Json facts = cluster_;
  if (facts["emulated"] != true) return facts;
  // Asked anew each time: it counts the calls that were made of it.
  auto sandbox = json("GET", "/brunt/sandbox", {}, {}, brief(limits));
  if (sandbox) facts["sandbox"] = *std::move(sandbox);
  return facts;
}

}  // namespace brunt::drivers::kubernetes

#include "cli/demo_stage.h"

#include <chrono>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/output.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view host = "demo.foo.bar";

Trouble not_given(std::string sentence, std::string where, std::string expected,
                  std::string to_do) {
  Trouble trouble;
  trouble.sentence = std::move(sentence);
  trouble.where = std::move(where);
  trouble.found = "nothing";
  trouble.expected = std::move(expected);
  trouble.to_do = std::move(to_do);
  return trouble;
}

std::string given_or(const std::string& flag, const char* variable) {
  return flag.empty() ? sys::environment(variable).value_or("") : flag;
}

/// `http://127.0.0.1:31112` as what `demo.foo.bar:80` is sent to.
Result<net::Resolve> resolve_to(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  const bool has_port = url.rfind(':') != std::string_view::npos && !url.ends_with(']');
  return net::parse_resolve(fmt::format("{}:80:{}{}", host, url, has_port ? "" : ":80"));
}

/// A list of paths as KUBECONFIG is, fit for another working directory.
std::string absolute_paths(const std::string& list) {
  std::vector<std::string> paths = split(list, ':');
  for (auto& path : paths) {
    std::error_code error;
    if (!path.empty()) path = std::filesystem::absolute(path, error).string();
  }
  return join(paths, ":");
}

std::expected<Stage, Trouble> cluster_stage(const DemoFlags& flags) {
  const std::string gateway = given_or(flags.gateway, "BRUNT_GATEWAY");
  const std::string prometheus = given_or(flags.prometheus, "BRUNT_PROMETHEUS");
  if (gateway.empty())
    return std::unexpected(not_given("the gateway of the cluster is not known", "--gateway",
                                     "the address that answers /function/astre",
                                     "give --gateway URL, or set BRUNT_GATEWAY"));
  if (prometheus.empty())
    return std::unexpected(not_given("the Prometheus of the cluster is not known", "--prometheus",
                                     "the address of its API",
                                     "give --prometheus URL, or set BRUNT_PROMETHEUS"));
  if (!sys::environment("KUBECONFIG") && flags.kube_context.empty())
    return std::unexpected(not_given("no cluster is named, so nothing is broken", "KUBECONFIG",
                                     "the path of a kubeconfig",
                                     "set KUBECONFIG, or give --kube-context NAME"));
  const auto resolve = resolve_to(gateway);
  if (!resolve)
    return std::unexpected(trouble_of(resolve.error(), "the gateway's address is none",
                                      "give --gateway http://ADDRESS:PORT"));
  Stage stage;
  stage.resolve = {*resolve};
  stage.overrides["prometheus_base_url"] = prometheus;
  if (const auto paths = sys::environment("KUBECONFIG"))
    stage.environment["KUBECONFIG"] = absolute_paths(*paths);
  if (!flags.kube_context.empty()) stage.environment["KUBERNETES_CONTEXT"] = flags.kube_context;
  return stage;
}

std::expected<Stage, Trouble> sandbox_stage(const DemoFlags& flags, const Stops& stops) {
  const std::string name = fmt::format("demo-{}", ::getpid());
  const bool silent = flags.talk.quiet || flags.talk.json;
  const auto tell = [&](const std::string& words) {
    if (!silent) print_lines(STDERR_FILENO, {"demo: " + words});
  };
  auto session = SandboxSession::start(name, flags.profile, {Deadline::in(60s), stops.stop}, tell);
  if (!session)
    return std::unexpected(trouble_of(session.error(), "the sandbox did not start",
                                      "look at: brunt sandbox up --name " + name));
  Stage stage;
  stage.sandbox = *std::move(session);
  stage.environment = stage.sandbox->environment();
  return stage;
}

/// BRUNT_RESOLVE of the stage's environment, as --resolve would give it.
Result<> add_resolves(Stage& stage) {
  const auto at = stage.environment.find("BRUNT_RESOLVE");
  if (at == stage.environment.end()) return {};
  for (const auto& text : split(at->second, ','))
    stage.resolve.push_back(BRUNT_TRY(net::parse_resolve(trim(text)), "BRUNT_RESOLVE"));
  return {};
}

}  // namespace

std::expected<Stage, Trouble> make_stage(const DemoFlags& flags, const Stops& stops) {
  auto stage = flags.cluster ? cluster_stage(flags) : sandbox_stage(flags, stops);
  if (!stage) return stage;
  if (flags.keep && stage->sandbox) stage->sandbox->keep();
  if (const auto ready = add_resolves(*stage); !ready)
    return std::unexpected(trouble_of(ready.error(), "the sandbox said something odd", ""));
  return stage;
}

}  // namespace brunt::cli
